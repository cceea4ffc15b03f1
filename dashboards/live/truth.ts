// What really happened in the lab, told by others than Prometheus: by the kernels of its machines and by the client, as lab.sh
// has printed it with the time of each line, and by the nodes' journals. TRUTH is the folder with these files.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const folder = process.env['TRUTH'] ?? '';

/** Times are in seconds since 1970. */
export interface Failover {
    began: number;
    /** Which gateways have the address, by their kernels; when that was so, and for a second afterwards. */
    during: { holders: string; at: number };
    after: { holders: string; at: number };
    /** Who answered the client after the gateway that failed. */
    heir: string;
}

export interface Transition {
    gateway: string;
    at: number;
    from: string;
    to: string;
    cause: string;
    /** In seconds. Without the first traffic where none came. */
    phases: Record<string, number>;
    whole: number;
    withinBound: boolean | undefined;
    /** When this gateway was started after it, if it was: whoever knew of it may have ended before he was asked. */
    restarted: number | undefined;
}

function lines(name: string): string[] {
    return readFileSync(`${folder}/${name}`, 'utf8').split('\n').filter(Boolean);
}

export function failover(how: string): Failover {
    const said = lines(how).map(line => {
        const [time = '', ...words] = line.split(' ');
        return { at: Number(time), text: words.join(' ').trim() };
    });
    const held = said
        .filter(({ text }) => text.startsWith('address held by'))
        .map(({ at, text }) => ({ at, holders: text.replace('address held by', '').trim() }));
    const [during, after] = held;
    const first = said[0];
    assert.ok(first && during && after, `${how}: lab.sh has not said who holds the address`);
    const answered = said.find(({ text }) => text.startsWith('answered by'))?.text.split(', then ')[1];
    assert.ok(answered, `${how}: nobody else has answered the client`);
    return { began: first.at, during, after, heir: answered };
}

interface Entry {
    kind: string;
    at: string;
    monotonic_nanos: number;
    from: string;
    to: string;
    cause: string;
    phase_microseconds: Record<string, number>;
    whole_microseconds: number;
    within_bound?: boolean;
    decided?: { monotonic_nanos: number };
    first_traffic_microseconds?: number;
}

/** A node's transitions, the oldest first. */
export function transitions(gateway: string): Transition[] {
    const entries = lines(`${gateway}.jsonl`).map(line => JSON.parse(line) as Entry);
    const traffic = new Map(
        entries
            .filter(({ kind }) => kind === 'first_traffic')
            .map(entry => [entry.decided?.monotonic_nanos, entry.first_traffic_microseconds]),
    );
    const starts = entries.filter(({ kind }) => kind === 'start').map(({ at }) => Date.parse(at) / 1e3);
    return entries
        .filter(({ kind }) => kind === 'transition')
        .map(entry => {
            const at = Date.parse(entry.at) / 1e3;
            const first = traffic.get(entry.monotonic_nanos);
            const micros = { ...entry.phase_microseconds, ...(first === undefined ? {} : { first_traffic: first }) };
            return {
                gateway,
                at,
                from: entry.from,
                to: entry.to,
                cause: entry.cause,
                phases: Object.fromEntries(Object.entries(micros).map(([phase, value]) => [phase, value / 1e6])),
                whole: entry.whole_microseconds / 1e6,
                withinBound: entry.within_bound,
                restarted: starts.find(start => start > at),
            };
        });
}
