import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dashboards } from '../src/dashboards.js';
import { panels } from '../src/targets.js';
import { linear, logarithmic, scaleOf } from '../live/scale.js';

test('a linear scale begins at 0 and ends at the greatest value', () => {
    const scale = linear([1, 4]);

    assert.deepEqual(scale.marks, [0, 2, 4]);
    assert.deepEqual([0, 1, 4].map(scale.part), [0, 0.25, 1]);
    assert.deepEqual(linear([0, 0]).marks, [0, 0.5, 1]);
});

test('a logarithmic scale has a mark at each power, and no place for 0', () => {
    const scale = logarithmic([0, 2e-4, 0.05], 10);

    assert.deepEqual(
        scale.marks.map(mark => mark.toPrecision(3)),
        ['0.000100', '0.00100', '0.0100', '0.100'],
    );
    assert.equal(scale.part(1e-4).toFixed(6), '0.000000');
    assert.equal(scale.part(1e-3).toFixed(6), '0.333333');
    assert.equal(scale.part(0.1).toFixed(6), '1.000000');
    assert.deepEqual([0, -1, 1e-9].map(scale.has), [false, false, true]);
});

test('a power is its own mark, and one value still has a scale', () => {
    assert.deepEqual(logarithmic([1000], 10).marks, [1000, 10_000]);
    assert.deepEqual(logarithmic([1, 1000], 10).marks, [1, 10, 100, 1000]);
    assert.deepEqual(logarithmic([0], 10).marks, [1, 10]);
});

test('the phases are on a logarithmic scale, as in Grafana', () => {
    const logarithms = Object.values(dashboards)
        .flatMap(panels)
        .filter(panel => panel.type === 'timeseries' && scaleOf(panel, [1, 1000]).marks.length === 4);

    assert.deepEqual(
        logarithms.map(({ title }) => title),
        ['Phases of each transition'],
    );
});
