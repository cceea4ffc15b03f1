// The rules of Grafana's dashboard-linter that apply, and some of our own. What the linter wants of `job` and `instance` is
// here asked of `cluster`: a VRRP instance runs on several targets, and HAProxy's job is not the agent's (grafana/.lint).
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Dashboard, Panel } from '@grafana/schema';
import { dashboards, json } from '../src/dashboards.js';
import { files } from '../src/files.js';
import type { PrometheusQuery } from '../src/panels.js';
import { scrape } from '../src/rules.js';
import { panels, targets } from '../src/targets.js';

const root = new URL('../../../', import.meta.url);
/** Where the lab's Grafana serves them; docs/dashboards.md says how to name another place. */
const runbooks = 'http://localhost:3000/public/runbooks';
const UNITS = ['none', 's', 'bytes', 'percentunit', 'reqps', 'pps', 'dateTimeFromNow', 'dateTimeAsIso'];

describe('the committed files', () => {
    for (const [name, text] of Object.entries(files)) {
        it(`${name} is what the sources make: npm run build`, () => {
            assert.equal(readFileSync(new URL(`dashboards/${name}`, root), 'utf8'), text);
        });
    }

    it('have the scrape configuration in the documentation', () => {
        assert.ok(
            readFileSync(new URL('docs/dashboards.md', root), 'utf8').includes(`\n\`\`\`yaml\n${scrape}\`\`\`\n`),
        );
    });

    it('has no other dashboards', () => {
        const files = ['grafana', 'lab'].flatMap(folder =>
            readdirSync(new URL(`dashboards/${folder}/`, root)).map(file => `${folder}/${file}`),
        );
        assert.deepEqual(files.filter(file => file.endsWith('.json')).sort(), Object.keys(dashboards).sort());
    });

    it('ask in production for nothing that only the lab has', () => {
        const production = Object.entries(dashboards).filter(([name]) => name.startsWith('grafana/'));
        assert.equal(production.length, 4);
        for (const [name, dashboard] of production) {
            assert.doesNotMatch(json(dashboard), /havip_client_/, name);
        }
    });
});

for (const dashboard of Object.values(dashboards) as Dashboard[]) {
    const variables = dashboard.templating?.list ?? [];

    describe(dashboard.title ?? 'untitled', () => {
        it('is not editable, so that the sources stay true (uneditable-dashboard-rule)', () => {
            assert.equal(dashboard.editable, false);
        });

        it('takes its data source from a variable (template-datasource-rule)', () => {
            const sources = variables.filter(variable => variable.type === 'datasource');
            assert.deepEqual(
                sources.map(({ name, label, query }) => ({ name, label, query })),
                [{ name: 'datasource', label: 'Data source', query: 'prometheus' }],
            );
        });

        it('asks for the values of its variables anew when the time changes (template-on-time-change-reload-rule)', () => {
            for (const variable of variables.filter(({ type }) => type === 'query')) {
                assert.equal(variable.refresh, 2, variable.name);
                assert.match((variable.query as { query: string }).query, /^label_values\(\w+(\{.+\})?, \w+\)$/);
            }
        });

        it('marks also what happened between two looks, with its cause', () => {
            for (const annotation of dashboard.annotations?.list ?? []) {
                const { expr } = annotation.target as unknown as PrometheusQuery;
                assert.match(expr, /^last_over_time\(\w+\{cluster=~"\$cluster"\}\[\$__rate_interval\]\)/);
                assert.match(
                    String((annotation as unknown as Record<string, unknown>)['titleFormat']),
                    /\{\{cause\}\}/,
                );
            }
        });

        it('uses every variable', () => {
            const text = JSON.stringify(dashboard.panels);
            for (const { name } of variables) {
                assert.match(text, new RegExp(`\\$\\{?${name}\\b`), name);
            }
        });

        it('has panels with titles of their own, inside the grid and not over each other', () => {
            const taken = new Set<string>();
            for (const { title, gridPos } of panels(dashboard)) {
                assert.ok(gridPos && gridPos.x + gridPos.w <= 24, title);
                for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
                    for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
                        assert.ok(!taken.has(`${x},${y}`), `${title} lies over another panel`);
                        taken.add(`${x},${y}`);
                    }
                }
            }
            const titles = (dashboard.panels ?? []).map(({ title }) => title);
            const twice = titles.filter((title, index) => titles.indexOf(title) !== index);
            assert.deepEqual(twice, []);
        });

        for (const panel of panels(dashboard)) {
            describe(panel.title ?? 'untitled', () => checkPanel(panel));
        }
    });
}

function checkPanel(panel: Panel) {
    it('has a title and a description (panel-title-description-rule)', () => {
        assert.ok(panel.title);
        assert.match(panel.description ?? '', /^[A-Z].{10,}[.]$/s);
    });

    it('uses the data source that was chosen (panel-datasource-rule)', () => {
        assert.equal(panel.datasource?.uid, '${datasource}');
        for (const target of targets(panel)) {
            assert.equal(target.datasource?.uid, '${datasource}');
        }
    });

    it('has a unit (panel-units-rule) and queries (panel-no-targets-rule)', () => {
        assert.ok(UNITS.includes(panel.fieldConfig?.defaults.unit ?? ''), panel.fieldConfig?.defaults.unit);
        assert.notEqual(targets(panel).length, 0);
    });

    it('asks for the chosen clusters only (target-job-rule)', () => {
        for (const { expr } of targets(panel)) {
            for (const [metric, , selector] of selectors(expr)) {
                assert.match(selector ?? '', /cluster=~"\$cluster"/, `${metric} in ${expr}`);
            }
        }
    });

    it('looks at counters by rate() or increase(), over $__rate_interval or $__range (target-rate-interval-rule)', () => {
        for (const { expr } of targets(panel).filter(target => !comparesIntervals(target))) {
            for (const [, range] of expr.matchAll(/\[([^\]]+)\]/g)) {
                assert.ok(range === '$__rate_interval' || range === '$__range', expr);
            }
            for (const match of selectors(expr)) {
                if (/_(total|bucket)$/.test(match[1] ?? '')) {
                    assert.match(expr.slice(0, match.index), /(rate|increase)\($/, expr);
                }
            }
        }
    });

    it('counts in its bars what happened in each interval, by whole numbers', () => {
        if (
            panel.fieldConfig?.defaults.custom?.['drawStyle'] === 'bars' &&
            panel.fieldConfig.defaults.unit === 'none'
        ) {
            assert.equal(typeof panel.maxDataPoints, 'number');
            for (const target of targets(panel)) {
                assert.ok(comparesIntervals(target), target.expr);
            }
        }
    });

    it('has a legend for each of several queries', () => {
        if (panel.type === 'timeseries' || panel.type === 'state-timeline') {
            for (const { legendFormat, expr } of targets(panel)) {
                assert.ok(legendFormat, expr);
            }
        }
    });

    it('makes one row of several queries: Grafana would not merge those whose metrics have different names', () => {
        if (panel.type === 'table' && targets(panel).length > 1) {
            for (const { expr } of targets(panel)) {
                assert.match(expr, /^(round\()?(sum|min|max) by \(/, expr);
            }
        }
    });

    it('leads to runbooks that exist', () => {
        for (const link of panel.links ?? []) {
            const name = /^\$\{runbooks\}\/(\w+\.md)$/.exec(link.url ?? '')?.[1];
            assert.ok(name && existsSync(new URL(`docs/runbooks/${name}`, root)), link.url);
        }
    });
}

/** Whether it tells what a counter has gained since the interval before, which is a whole number. */
function comparesIntervals({ expr }: PrometheusQuery): boolean {
    return expr.includes(' offset $__interval') && !/\b(rate|increase)\(/.test(expr);
}

/** The metrics that a query selects: [whole, metric, selector]. Each one in our queries has braces. */
function selectors(expr: string) {
    return [...expr.matchAll(/([a-z]\w*(?::\w+)*|ALERTS)\{([^}]*)\}/g)];
}

describe('the alerting rules', () => {
    const rules = readFileSync(new URL('dashboards/prometheus/rules/havip-alerts.yml', root), 'utf8');
    const tests = readFileSync(new URL('dashboards/prometheus/tests/havip-alerts.yml', root), 'utf8');
    const alerts = rules.split('- alert: ').slice(1);

    for (const alert of alerts) {
        const name = alert.split('\n')[0] ?? '';

        it(`${name} has a summary, a description, a severity, and a runbook that exists`, () => {
            assert.match(alert, /\n {10}summary: '.+'\n {10}description: >-\n/);
            assert.match(
                alert,
                /\n {10}severity: (critical|warning|'\{\{ if .+ \}\}critical\{\{ else \}\}warning\{\{ end \}\}')\n/,
            );
            assert.match(alert, new RegExp(`\\n {10}runbook_url: ${runbooks}/${name}.md\\n`));
            assert.ok(existsSync(new URL(`docs/runbooks/${name}.md`, root)));
        });

        if (/severity: .*critical/.test(alert)) {
            it(`${name} says what to do`, () => {
                assert.match(alert, /\n {10}mend: >-\n {12}\S/);
            });
        }

        it(`${name} has a unit test in which it fires`, () => {
            assert.ok(tests.includes(`ALERTS{alertname="${name}", alertstate="firing"`));
        });
    }

    it('has no runbook without an alert', () => {
        const runbooks = readdirSync(new URL('docs/runbooks/', root)).filter(file => file.startsWith('Havip'));
        assert.deepEqual(runbooks.sort(), alerts.map(alert => `${alert.split('\n')[0]}.md`).sort());
    });
});
