// Every query of every panel and rule, asked of a Prometheus that watched a real failover: each must have returned data at
// some time of it.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Dashboard, Panel } from '@grafana/schema';
import { dashboards } from '../src/dashboards.js';
import { panels, targets } from '../src/targets.js';
import { get, interpolate, range } from './prometheus.js';

async function mustHaveData(query: string) {
    const result = await range(query);
    const values = result.flatMap(series => series.values.map(([, value]) => value));
    assert.notEqual(values.length, 0, `no series: ${query}`);
    assert.ok(
        values.some(value => value !== 'NaN'),
        `nothing but NaN: ${query}`,
    );
}

/** Of the labels and values that a table shows, each is there in some row. */
async function mustHaveColumns(panel: Panel) {
    const filter = panel.transformations?.find(({ id }) => id === 'filterFieldsByName');
    const { names } = (filter?.options as { include: { names: string[] } }).include;
    const found = new Set<string>();
    for (const { refId, expr } of targets(panel)) {
        const result = await range(interpolate(expr));
        result.flatMap(({ metric }) => Object.keys(metric)).forEach(label => found.add(label));
        found.add(`Value #${refId}`);
    }
    assert.deepEqual(
        names.filter(name => !found.has(name)),
        [],
    );
}

/**
 * They say nothing of a router before it has kept its role for longer than this lab lives; HavipFlapping nothing where a
 * comparison leaves its series, as it does with bool.
 */
const patient = /havip:advertisements_missed|HavipAddressConflict|HavipAdvertisementsMissed|HavipFlapping/;

/** The lab has no certificate, as it keeps no secrets, and no cloud. */
const unconfigured = /HavipCertificateExpires|HavipCloud/;

/** What such a query decides on must be there all the same. */
async function mustHaveWhatItDecidesOn(query: string) {
    for (const [selector] of query.matchAll(/\bhavip_\w+(\{[^}]*\})?/g)) {
        await mustHaveData(selector);
    }
}

/** A comparison leaves nothing where all is well; with bool it says 0, and nothing only where there is no data. */
function withoutFilter(query: string): string {
    return query.replaceAll(/(\{[^}]*\})|==|!=|<=|>=|<|>/g, (match, selector) =>
        selector === undefined ? `${match} bool ` : match,
    );
}

/** The lab is in no cloud. */
const inTheLab = Object.values(dashboards).filter(dashboard => dashboard !== dashboards['grafana/cloud.json']);

for (const dashboard of inTheLab as Dashboard[]) {
    describe(`${dashboard.title} returns data`, () => {
        for (const panel of panels(dashboard)) {
            for (const { refId, expr } of targets(panel)) {
                const ask = patient.test(expr) ? mustHaveWhatItDecidesOn : mustHaveData;
                it(`${panel.title}, ${refId}`, () => ask(interpolate(expr)));
            }
        }

        for (const panel of panels(dashboard).filter(({ type }) => type === 'table')) {
            it(`${panel.title}, in the columns that it shows`, () => mustHaveColumns(panel));
        }

        for (const annotation of dashboard.annotations?.list ?? []) {
            const { expr } = annotation.target as unknown as { expr: string };
            it(`annotation ${annotation.name}`, () => mustHaveData(interpolate(expr)));
        }

        for (const variable of dashboard.templating?.list ?? []) {
            if (variable.type === 'query') {
                const { query } = variable.query as { query: string };
                const [, selector = '', name = ''] = /^label_values\((.+), (\w+)\)$/.exec(query) ?? [];
                it(`variable ${variable.name}`, async () => {
                    const result = await range(`count by (${name}) (${interpolate(selector)})`);
                    assert.ok(
                        result.some(series => series.metric[name]),
                        `${query} has no values`,
                    );
                });
            }
        }
    });
}

interface Rule {
    name: string;
    type: 'alerting' | 'recording';
    query: string;
    health: string;
    lastError?: string;
}

describe('every rule', () => {
    let rules: Rule[];

    before(async () => {
        const { groups } = await get<{ groups: { rules: Rule[] }[] }>('rules');
        rules = groups.flatMap(group => group.rules);
    });

    it('is loaded and can be evaluated', () => {
        assert.notEqual(rules.length, 0);
        for (const rule of rules) {
            assert.equal(rule.health, 'ok', `${rule.name}: ${rule.lastError}`);
        }
    });

    it('has data to decide on', async t => {
        for (const rule of rules.filter(({ name }) => !unconfigured.test(name))) {
            if (patient.test(rule.name)) {
                await t.test(rule.name, () => mustHaveWhatItDecidesOn(rule.query));
                continue;
            }
            const query = rule.type === 'alerting' ? withoutFilter(rule.query) : rule.query;
            await t.test(rule.name, () => mustHaveData(query));
        }
    });
});
