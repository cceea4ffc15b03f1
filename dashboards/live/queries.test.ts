// Every query of every panel and rule, asked of a Prometheus that watched a real failover: each must have returned data at
// some time of it. PROMETHEUS is its URL, SINCE when it began to watch, in seconds since 1970.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Dashboard } from '@grafana/schema';
import { dashboards } from '../src/dashboards.js';
import { panels, targets } from '../src/targets.js';

const prometheus = process.env['PROMETHEUS'] ?? '';
const since = Number(process.env['SINCE']);
const until = Date.now() / 1000;

interface Series {
  metric: Record<string, string>;
  values: [number, string][];
}

async function get<Data>(path: string, parameters: Record<string, string>): Promise<Data> {
  const response = await fetch(`${prometheus}/api/v1/${path}`, {
    method: 'POST',
    body: new URLSearchParams(parameters),
  });
  const answer = (await response.json()) as { status: string; error?: string; data: Data };
  assert.equal(answer.status, 'success', answer.error);
  return answer.data;
}

async function mustHaveData(query: string) {
  const { result } = await get<{ result: Series[] }>('query_range', {
    query,
    start: String(since),
    end: String(until),
    step: '1',
  });
  const values = result.flatMap(series => series.values.map(([, value]) => value));
  assert.notEqual(values.length, 0, `no series: ${query}`);
  assert.ok(values.some(value => value !== 'NaN'), `nothing but NaN: ${query}`);
}

/** As Grafana does it, with "All" chosen for every variable, scraping and drawing each second. */
function interpolate(expr: string): string {
  return expr
    .replaceAll('$__rate_interval', '5s')
    .replaceAll('$__range', `${Math.ceil(until - since)}s`)
    .replaceAll(/"\$(cluster|gateway|instance)"/g, '".*"');
}

/** A comparison leaves nothing where all is well; with bool it says 0, and nothing only where there is no data. */
function withoutFilter(query: string): string {
  return query.replaceAll(/("[^"]*")|(==|!=|<=|>=|<|>)(?!~)/g, (match, quoted) =>
    quoted === undefined ? `${match} bool ` : match,
  ).replaceAll(/\{[^}]*\}/g, selector => selector.replaceAll(' bool ', ''));
}

for (const dashboard of Object.values(dashboards) as Dashboard[]) {
  describe(`${dashboard.title} returns data`, () => {
    for (const panel of panels(dashboard)) {
      for (const { refId, expr } of targets(panel)) {
        it(`${panel.title}, ${refId}`, () => mustHaveData(interpolate(expr)));
      }
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
          const { result } = await get<{ result: Series[] }>('query_range', {
            query: `count by (${name}) (${interpolate(selector)})`,
            start: String(since),
            end: String(until),
            step: '1',
          });
          assert.ok(result.some(series => series.metric[name]), `${query} has no values`);
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
    const response = await fetch(`${prometheus}/api/v1/rules`);
    const answer = (await response.json()) as { data: { groups: { rules: Rule[] }[] } };
    rules = answer.data.groups.flatMap(group => group.rules);
  });

  it('is loaded and can be evaluated', () => {
    assert.notEqual(rules.length, 0);
    for (const rule of rules) {
      assert.equal(rule.health, 'ok', `${rule.name}: ${rule.lastError}`);
    }
  });

  it('has data to decide on', async t => {
    for (const rule of rules) {
      const query = rule.type === 'alerting' ? withoutFilter(rule.query) : rule.query;
      await t.test(rule.name, () => mustHaveData(query));
    }
  });
});
