// What the client of the lab saw of a failover. In production nobody exports these metrics: only the lab's Grafana has this one.
import { dashboard } from './dashboard.js';
import { stat, steps, timeline, timeSeries } from './panels.js';
import { state, stateNames } from './states.js';

const cluster = 'cluster=~"$cluster"';
const failures = `havip_client_failures_total{${cluster}}`; // a reason has no series before it is the first time one

export const lab = dashboard({
    uid: 'havip-lab',
    title: 'havip / Lab: what the client saw',
    description: 'What each failover cost the client of the lab, beside who was active.',
    from: 'now-15m',
    variables: [],
    rows: [
        {
            title: 'What it cost',
            height: 4,
            panels: [
                stat({
                    title: 'Last outage',
                    description:
                        'How long the client of the lab went without an answer, when that was last longer than 50 ms.',
                    width: 8,
                    unit: 's',
                    decimals: 3,
                    thresholds: steps('green', [0.5, 'orange'], [2, 'red']),
                    queries: [{ expr: `max(havip_client_last_outage_seconds{${cluster}})` }],
                    runbook: 'HavipSlowFailover',
                }),
                stat({
                    title: 'Outages',
                    description:
                        'Silences of more than 50 ms between two answers, in the time shown, without the time in which the client itself could not run.',
                    width: 8,
                    unit: 'none',
                    decimals: 0,
                    queries: [
                        { expr: `round(sum(increase(havip_client_outage_seconds_count{${cluster}}[$__range])))` },
                    ],
                }),
                stat({
                    title: 'Failed requests',
                    description: 'Requests that were not answered with status 200 in time, in the time shown.',
                    width: 8,
                    unit: 'none',
                    decimals: 0,
                    thresholds: steps('green', [1, 'orange']),
                    queries: [
                        {
                            expr: `round(sum(increase(havip_client_requests_total{${cluster}, result="failed"}[$__range])))`,
                        },
                    ],
                }),
            ],
        },
        {
            title: 'Over time',
            height: 8,
            panels: [
                timeline({
                    title: 'States',
                    description: 'Who was what when. Purple marks are the transitions at their very time.',
                    width: 12,
                    unit: 'none',
                    mappings: stateNames,
                    queries: [{ expr: state(cluster), legend: '{{vrrp_instance}} {{family}} on {{gateway}}' }],
                }),
                timeSeries({
                    title: 'Who answered',
                    description:
                        'Answers by gateway: the hand-over is where one colour takes over from the other, the outage is the gap.',
                    width: 12,
                    unit: 'reqps',
                    bars: true,
                    queries: [
                        {
                            expr: `sum by (gateway) (rate(havip_client_answers_total{${cluster}}[$__rate_interval]))`,
                            legend: '{{gateway}}',
                        },
                    ],
                }),
                timeSeries({
                    title: 'Silence',
                    description:
                        'How long ago the last answer came, at each scrape, and how late the client itself was at most.',
                    width: 12,
                    unit: 's',
                    queries: [
                        { expr: `max(havip_client_seconds_since_answer{${cluster}})`, legend: 'since the last answer' },
                        { expr: `max(havip_client_lateness_seconds_max{${cluster}})`, legend: 'client late' },
                    ],
                }),
                timeSeries({
                    title: 'Failures',
                    description: 'Requests that failed in each interval, by reason.',
                    width: 12,
                    unit: 'none',
                    bars: true,
                    queries: [
                        {
                            expr: `sum by (reason) (clamp_min(${failures} - (${failures} offset $__interval or 0 * ${failures}), 0))`,
                            legend: '{{reason}}',
                        },
                    ],
                }),
            ],
        },
    ],
});
