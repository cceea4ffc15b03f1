// What the bars count, asked of Prometheus' own engine: scrapes every 15 s, a bar for each minute.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { happened } from '../src/counts.js';

interface Case {
    name: string;
    /** Values at each scrape, in promtool's notation. When the agent started, in seconds since the first scrape. */
    counter: string;
    started: string;
    /** Of the bars that end after 1, 2, 3 ... minutes; undefined is no bar. */
    bars: (number | undefined)[];
}

const cases: Case[] = [
    {
        name: 'two transitions between two scrapes are two, in one bar',
        counter: '1x6 3x20',
        started: '-9000x30',
        bars: [0, 2, 0, 0],
    },
    {
        name: 'what an agent has counted before its first scrape belongs to it',
        counter: '_x5 2x20',
        started: '_x5 70x20',
        bars: [undefined, 2, 0, 0],
    },
    {
        name: 'what an agent has counted before Prometheus came to know it is left out',
        counter: '_x5 70x3 71x20',
        started: '_x5 -9000x20',
        bars: [undefined, undefined, 1, 0],
    },
    {
        name: 'an agent that has counted as much after its restart as before it',
        counter: '2x5 2x20',
        started: '-9000x5 85x20',
        bars: [0, 2, 0, 0],
    },
    {
        name: 'an agent that has counted less after its restart, for some time not there',
        counter: '5x3 stale _x3 1x20',
        started: '-9000x3 stale _x3 115x20',
        bars: [undefined, 1, 0, 0],
    },
    {
        name: 'two scrapes that were lost hide nothing, and repeat nothing',
        counter: '5x2 stale _ 7x20',
        started: '-9000x2 stale _ -9000x20',
        bars: [undefined, 2, 0, 0],
    },
    {
        name: 'a series that begins while its agent runs began at 0',
        counter: '_x6 3x20',
        started: '-9000x30',
        bars: [undefined, 3, 0, 0],
    },
];

describe('the bars of what happened', () => {
    let folder: string;

    before(() => {
        folder = mkdtempSync(join(tmpdir(), 'havip-counts-'));
    });
    after(() => rmSync(folder, { recursive: true }));

    for (const { name, counter, started, bars } of cases) {
        it(name, () => {
            const labels = 'job="gateway", instance="gw1.example:9165", cluster="web", gateway="gw1"';
            const expr = happened('events_total', 'cluster="web"', 'gateway')
                .replaceAll('"$cluster"', '"web"')
                .replaceAll('$__interval_ms', '60000')
                .replaceAll('$__interval', '1m')
                .replaceAll(/\s+/g, ' ');
            const test = {
                interval: '15s',
                input_series: [
                    { series: `events_total{${labels}, cause="fault"}`, values: counter },
                    { series: `process_start_time_seconds{${labels}}`, values: started },
                ],
                promql_expr_test: bars.map((bar, index) => ({
                    expr,
                    eval_time: `${index + 1}m`,
                    exp_samples: bar === undefined ? [] : [{ labels: '{gateway="gw1"}', value: bar }],
                })),
            };
            const file = join(folder, 'bars.yml');
            writeFileSync(file, JSON.stringify({ tests: [test] }));
            const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', file], { encoding: 'utf8' });
            assert.equal(status, 0, stdout + stderr);
        });
    }
});
