// The Prometheus that watched the lab. PROMETHEUS is its URL, SINCE and UNTIL the time to look at, in seconds since 1970.
import assert from 'node:assert/strict';

const url = process.env['PROMETHEUS'] ?? '';
export const since = Number(process.env['SINCE']);
export const until = Number(process.env['UNTIL'] ?? Math.floor(Date.now() / 1000));

export interface Series {
    metric: Record<string, string>;
    values: [time: number, value: string][];
}

export async function get<Data>(path: string, parameters: Record<string, string> = {}): Promise<Data> {
    const response = await fetch(`${url}/api/v1/${path}?${new URLSearchParams(parameters)}`);
    const answer = (await response.json()) as { status: string; error?: string; data: Data };
    assert.equal(answer.status, 'success', answer.error);
    return answer.data;
}

/** A value for each second from one time to another. */
export async function range(query: string, start = since): Promise<Series[]> {
    const { result } = await get<{ result: Series[] }>('query_range', {
        query,
        start: String(start),
        end: String(until),
        step: '1',
    });
    return result;
}

/** What there is at one time, in seconds since 1970: by labels. */
export async function instant(query: string, time: number): Promise<{ metric: Series['metric']; value: string }[]> {
    const { result } = await get<{ result: { metric: Series['metric']; value: [time: number, value: string] }[] }>(
        'query',
        { query, time: String(time) },
    );
    return result.map(({ metric, value: [, value] }) => ({ metric, value }));
}

/**
 * As Grafana does it when it scrapes and draws each second, with "All" chosen for every variable that is not given, and as many
 * seconds shown as there were unless they are.
 */
export function interpolate(expr: string, chosen: Record<string, string> = {}, seconds = until - since): string {
    return expr
        .replaceAll('$__rate_interval', '5s')
        .replaceAll('$__interval_ms', '1000')
        .replaceAll('$__interval', '1s')
        .replaceAll('$__range', `${seconds}s`)
        .replaceAll(/"\$(cluster|gateway|vrrp_instance)"/g, (_, name: string) => `"${chosen[name] ?? '.*'}"`);
}
