// Whether the dashboards answer, for every way to fail, who holds the address, why it moved, how long each part took and when
// traffic arrived: what their queries return from a Prometheus that watched the lab, held against what really happened. Prints
// both, and fails where an answer is missing or false. HOWS names the ways to fail, in their order.
import assert from 'node:assert/strict';
import { panel, type Row, rows, values } from './tables.js';
import { type Failover, failover, type Transition, transitions } from './truth.js';

/** Why the other gateway takes over, whatever its journal says. */
const CAUSES: Record<string, string> = {
    crash: 'active_down',
    stop: 'release_heard',
    haproxy: 'release_heard',
    hang: 'release_heard',
    kill: 'active_down',
    freeze: 'active_down',
};

const FIRST_TRAFFIC = 'First traffic';
/** What the table calls them, and the journal. */
const PHASES: Record<string, string> = {
    Detection: 'detection',
    Advertise: 'advertise',
    Bind: 'bind',
    Announce: 'announce',
    [FIRST_TRAFFIC]: 'first_traffic',
};
const TIMES = [...Object.keys(PHASES), 'Whole'];

/** Nothing happens for a second before and a second after lab.sh says who holds the address: in these there is a scrape. */
const SCRAPED_SECONDS = 0.9;
/** How many of a router's last transitions are told one by one. */
const SLOTS = 4;
/** The journal has microseconds, and the time of a transition in the metrics milliseconds. */
const ROUNDING_SECONDS = 1.5e-6;
const ROUNDED_AT_SECONDS = 0.002;

const who = panel('fleet', 'Virtual routers on each gateway');
const owners = panel('failover', 'Owners of each address');
const moves = panel('failover', 'Single transitions');

/** A transition of a process that may have ended before it was scraped. */
type Told = Transition & { ended: boolean };

const wrong: string[] = [];

function hold(how: string, what: string, answer: unknown, truth: unknown) {
    if (answer !== truth) {
        wrong.push(`${how}: ${what}: the queries say ${answer}, and the truth is ${truth}`);
    }
}

function same(seconds: string | undefined, truth: number | undefined): boolean {
    return seconds === undefined || truth === undefined
        ? seconds === undefined && truth === undefined
        : Math.abs(Number(seconds) - truth) <= ROUNDING_SECONDS;
}

async function holder(how: string, truth: Failover['during']): Promise<string> {
    const at = truth.at + SCRAPED_SECONDS;
    const active = (await rows(who, at, 1)).filter(({ State }) => State === 'active').map(({ Gateway }) => Gateway);
    const answer = active.sort().join(' ') || 'nobody';
    hold(how, `who holds it at ${new Date(truth.at * 1e3).toISOString()}`, answer, truth.holders);
    hold(how, 'how many have it', (await values(owners, at)).join(), 'one');
    return answer;
}

function isOf(transition: Transition, row: Row): boolean {
    return (
        row['Gateway'] === transition.gateway &&
        row['From'] === transition.from &&
        row['To'] === transition.to &&
        row['Cause'] === transition.cause &&
        Math.abs(Number(row['When']) / 1e3 - transition.at) < ROUNDED_AT_SECONDS
    );
}

/** Of a transition, all that is told of it at a time; traffic may have come since the last scrape. */
function compare(how: string, row: Row, truth: Transition, at: number) {
    const which = `${truth.gateway} ${truth.from} -> ${truth.to}`;
    const arrived = truth.at + (truth.phases['first_traffic'] ?? 0) < at - SCRAPED_SECONDS;
    for (const [title, phase] of Object.entries(PHASES)) {
        const early = title === FIRST_TRAFFIC && !arrived && row[title] === undefined;
        if (!early && !same(row[title], truth.phases[phase])) {
            hold(how, `${which}, ${title}`, row[title], truth.phases[phase]);
        }
    }
    if (!same(row['Whole'], truth.whole)) {
        hold(how, `${which}, Whole`, row['Whole'], truth.whole);
    }
    hold(how, `${which}, Within bound`, row['Within bound'], yesOrNo(truth.withinBound));
}

function yesOrNo(value: boolean | undefined): string | undefined {
    return value === undefined ? undefined : value ? 'yes' : 'no';
}

function shown(cells: (string | undefined)[]): string {
    return `| ${cells.map(cell => cell ?? '-').join(' | ')} |`;
}

function milliseconds(seconds: number | string | undefined): string | undefined {
    return seconds === undefined ? undefined : (Number(seconds) * 1e3).toFixed(3);
}

/** The table at a time, of what happened since another one, the oldest first: each row is true, and none of the last is missing. */
async function look(how: string, at: number, since: number, happened: Told[]): Promise<Row[]> {
    const table = (await rows(moves, at, Math.ceil(at - since)))
        .filter(({ When }) => Number(When) / 1e3 >= since)
        .sort((one, other) => Number(one['When']) - Number(other['When']));
    for (const row of table) {
        const told = happened.filter(transition => isOf(transition, row));
        hold(how, `${row['Gateway']} ${row['From']} -> ${row['To']}, times in the journal`, told.length, 1);
        told.forEach(transition => compare(how, row, transition, at));
    }
    for (const gateway of new Set(happened.map(transition => transition.gateway))) {
        const last = happened
            .filter(transition => transition.gateway === gateway && transition.at <= at - SCRAPED_SECONDS)
            .slice(-SLOTS)
            .filter(({ ended }) => !ended);
        for (const transition of last) {
            const which = `${gateway} ${transition.from} -> ${transition.to}, ${transition.cause}, rows`;
            hold(how, which, table.filter(row => isOf(transition, row)).length, 1);
        }
    }
    return table;
}

/** One failover, in two lines of a table: as the queries tell it, and as it was. */
async function ask(how: string, journals: Transition[]): Promise<string[]> {
    const truth = failover(how);
    const until = truth.after.at + SCRAPED_SECONDS;
    const happened = journals
        .filter(({ at }) => at >= truth.began && at <= until)
        .map(transition => ({ ...transition, ended: (transition.restarted ?? Infinity) <= until }));
    const then = truth.during.at + SCRAPED_SECONDS;
    const [row = {}] = (await look(how, then, truth.began, happened)).filter(({ To }) => To === 'active');
    await look(how, until, truth.began, happened);
    const journal = happened.find(({ to, gateway }) => to === 'active' && gateway === truth.heir);
    hold(how, 'who took over', row['Gateway'], truth.heir);
    hold(how, 'why it moved', row['Cause'], CAUSES[how]);
    // The client was answered.
    hold(how, 'whether traffic arrived', row[FIRST_TRAFFIC] !== undefined, true);
    const during = await holder(how, truth.during);
    const after = await holder(how, truth.after);
    return [
        shown([
            how,
            'queries',
            row['Gateway'],
            row['Cause'],
            ...TIMES.map(title => milliseconds(row[title])),
            row['Within bound'],
            during,
            after,
        ]),
        shown([
            '',
            'truth',
            truth.heir,
            CAUSES[how],
            ...Object.values(PHASES).map(phase => milliseconds(journal?.phases[phase])),
            milliseconds(journal?.whole),
            yesOrNo(journal?.withinBound),
            truth.during.holders,
            truth.after.holders,
        ]),
    ];
}

const hows = (process.env['HOWS'] ?? '').split(' ').filter(Boolean);
assert.deepEqual(hows.toSorted(), Object.keys(CAUSES).sort(), 'every way to fail is to be asked of');
const journals = [...transitions('gw1'), ...transitions('gw2')];
const titles = TIMES.map(title => `${title.toLowerCase()}, ms`);
const header = ['HOW', 'told by', 'taken over by', 'cause', ...titles, 'within bound', 'holder then', 'and in the end'];
console.log(shown(header));
console.log(shown(header.map(() => '---')));
for (const how of hows) {
    (await ask(how, journals)).forEach(line => console.log(line));
}
wrong.forEach(sentence => console.error(sentence));
process.exitCode = wrong.length === 0 ? 0 : 1;
