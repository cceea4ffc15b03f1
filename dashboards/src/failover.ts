// What happened: each transition with its cause and phases, and whether it could be foreseen.
import { happened } from './counts.js';
import { dashboard, gateway, instance } from './dashboard.js';
import { names, steps, table, timeline, timeSeries, TO_THE_MILLISECOND } from './panels.js';
import { state, stateNames } from './states.js';

const cluster = 'cluster=~"$cluster"';
const router = 'cluster=~"$cluster", gateway=~"$gateway", vrrp_instance=~"$vrrp_instance"';

/** Of each slot in the time shown, without what its transition has not (NaN), by the same labels whatever it is, so that Grafana makes one row of all that is asked of it. */
function recent(what: string, phase = ''): string {
    return `max by (cluster, gateway, vrrp_instance, family, slot, from, to, cause) (last_over_time(havip_vrrp_recent_transition_${what}{${router}${phase}}[$__range]) >= 0)`;
}

export const failover = dashboard({
    uid: 'havip-failover',
    title: 'havip / Failover forensics',
    description: 'Each transition with its cause and phases, and the margins before it.',
    from: 'now-15m',
    variables: [gateway('many'), instance],
    rows: [
        {
            title: 'What happened',
            height: 8,
            panels: [
                timeline({
                    title: 'States',
                    description:
                        "Who was what when. Purple marks are the transitions at their very time, by the gateways' clocks.",
                    width: 12,
                    unit: 'none',
                    mappings: stateNames,
                    queries: [{ expr: state(router), legend: '{{vrrp_instance}} {{family}} on {{gateway}}' }],
                }),
                timeline({
                    title: 'Owners of each address',
                    description:
                        'How many gateways had bound it at each scrape. Two is a former owner whose lease has not ended yet, or a partition.',
                    width: 12,
                    unit: 'none',
                    mappings: names({ 0: ['nobody', 'orange'], 1: ['one', 'green'], 2: ['two', 'red'] }),
                    queries: [
                        { expr: `sum by (cluster, address) (havip_address_bound{${router}})`, legend: '{{address}}' },
                    ],
                    runbook: 'HavipSeveralActiveRouters',
                }),
                table({
                    title: 'Single transitions',
                    description:
                        'The last four of each router on each gateway that were scraped in the time shown: when, why, how long each phase took, when traffic arrived after the decision, and whether a takeover kept the bound of the protocol. Whole is without the first traffic. Newest first.',
                    width: 24,
                    unit: 'none',
                    sortBy: 'When',
                    newestFirst: true,
                    queries: [
                        { expr: `${recent('timestamp_seconds')} * 1000` },
                        ...['detection', 'advertise', 'bind', 'announce', 'first_traffic'].map(phase => ({
                            expr: recent('phase_seconds', `, phase="${phase}"`),
                        })),
                        { expr: recent('seconds') },
                        { expr: recent('within_bound') },
                    ],
                    columns: [
                        { field: 'Value #A', title: 'When', unit: TO_THE_MILLISECOND },
                        { field: 'cluster', title: 'Cluster' },
                        { field: 'gateway', title: 'Gateway' },
                        { field: 'vrrp_instance', title: 'Instance' },
                        { field: 'family', title: 'Family' },
                        { field: 'from', title: 'From' },
                        { field: 'to', title: 'To' },
                        { field: 'cause', title: 'Cause' },
                        { field: 'Value #B', title: 'Detection', unit: 's' },
                        { field: 'Value #C', title: 'Advertise', unit: 's' },
                        { field: 'Value #D', title: 'Bind', unit: 's' },
                        { field: 'Value #E', title: 'Announce', unit: 's' },
                        { field: 'Value #F', title: 'First traffic', unit: 's' },
                        { field: 'Value #G', title: 'Whole', unit: 's' },
                        {
                            field: 'Value #H',
                            title: 'Within bound',
                            mappings: names({ 0: ['no', 'red'], 1: ['yes', 'green'] }),
                        },
                    ],
                    runbook: 'HavipSlowFailover',
                }),
                table({
                    title: 'Transitions and their causes',
                    description:
                        'In the time shown, by gateway and cause. What happened while an agent was starting, before its first scrape, is not counted.',
                    width: 12,
                    unit: 'none',
                    sortBy: 'Gateway',
                    queries: [
                        {
                            expr: `round(sum by (gateway, vrrp_instance, family, from, to, cause) (increase(havip_vrrp_transitions_total{${router}}[$__range]))) > 0`,
                        },
                        {
                            expr: `max by (gateway, vrrp_instance, family) (havip_vrrp_last_transition_timestamp_seconds{${router}}) * 1000`,
                        },
                    ],
                    columns: [
                        { field: 'gateway', title: 'Gateway' },
                        { field: 'vrrp_instance', title: 'Instance' },
                        { field: 'family', title: 'Family' },
                        { field: 'from', title: 'From' },
                        { field: 'to', title: 'To' },
                        { field: 'cause', title: 'Cause' },
                        { field: 'Value #A', title: 'Times', decimals: 0 },
                        { field: 'Value #B', title: 'Last transition of all', unit: 'dateTimeAsIso' },
                    ],
                }),
                timeSeries({
                    title: 'Transitions over time',
                    description: 'When, on which gateway, and why.',
                    width: 12,
                    unit: 'none',
                    bars: true,
                    queries: [
                        {
                            expr: `${happened('havip_vrrp_transitions_total', router, 'gateway, vrrp_instance, from, to, cause')} > 0`,
                            legend: '{{gateway}} {{vrrp_instance}}: {{from}} to {{to}}, {{cause}}',
                        },
                    ],
                    runbook: 'HavipFlapping',
                }),
            ],
        },
        {
            title: 'How long it took',
            height: 8,
            panels: [
                timeSeries({
                    title: 'Phases of each transition',
                    description:
                        "Detection (from the last sign of life to the decision), advertise, bind, announce: the mean of the transitions in each interval, which is mostly one. Detection dominates a crash; the next three are the agent's own work; first_traffic, from the decision until the first frame for an address came in, is the network's.",
                    width: 12,
                    unit: 's',
                    logarithmic: true,
                    queries: [
                        {
                            expr: `sum by (gateway, vrrp_instance, phase) (increase(havip_vrrp_transition_phase_seconds_sum{${router}}[$__rate_interval])) / (sum by (gateway, vrrp_instance, phase) (increase(havip_vrrp_transition_phase_seconds_count{${router}}[$__rate_interval])) > 0)`,
                            legend: '{{gateway}} {{vrrp_instance}} {{phase}}',
                        },
                    ],
                    runbook: 'HavipSlowFailover',
                }),
                timeSeries({
                    title: 'Longest transition, and how long it may take',
                    description: 'The longest of the last minutes, and what the Active_Down_Interval explains.',
                    width: 12,
                    unit: 's',
                    min: 0,
                    queries: [
                        {
                            expr: `max by (gateway, vrrp_instance, family) (havip_vrrp_transition_seconds_max{${router}})`,
                            legend: '{{gateway}} {{vrrp_instance}} {{family}}',
                        },
                        {
                            expr: `max by (vrrp_instance, family) (havip:transition_objective:seconds{${router}})`,
                            legend: 'objective of {{vrrp_instance}} {{family}}',
                        },
                    ],
                    runbook: 'HavipSlowFailover',
                }),
                table({
                    title: 'Phases, on average',
                    description:
                        'Since the agents started: how often each phase was part of a transition, and its mean duration.',
                    width: 12,
                    unit: 'none',
                    sortBy: 'Gateway',
                    queries: [
                        {
                            expr: `sum by (gateway, vrrp_instance, family, phase) (havip_vrrp_transition_phase_seconds_count{${router}})`,
                        },
                        {
                            expr: `sum by (gateway, vrrp_instance, family, phase) (havip_vrrp_transition_phase_seconds_sum{${router}}) / (sum by (gateway, vrrp_instance, family, phase) (havip_vrrp_transition_phase_seconds_count{${router}}) > 0)`,
                        },
                    ],
                    columns: [
                        { field: 'gateway', title: 'Gateway' },
                        { field: 'vrrp_instance', title: 'Instance' },
                        { field: 'family', title: 'Family' },
                        { field: 'phase', title: 'Phase' },
                        { field: 'Value #A', title: 'Times' },
                        { field: 'Value #B', title: 'Mean', unit: 's' },
                    ],
                }),
                timeSeries({
                    title: 'Announcements',
                    description:
                        'Gratuitous ARPs and neighbour advertisements: the network learns from them where the address is now.',
                    width: 12,
                    unit: 'none',
                    bars: true,
                    queries: [
                        {
                            expr: happened('havip_announcements_sent_total', router, 'gateway, kind'),
                            legend: '{{gateway}} {{kind}}',
                        },
                    ],
                }),
            ],
        },
        {
            title: 'Was it foreseeable?',
            height: 7,
            panels: [
                timeSeries({
                    title: 'Margin until a takeover',
                    description:
                        'The worst of a hundred advertisements. A margin that shrank before a takeover is a network or a machine in trouble; one that did not is a sudden death.',
                    width: 8,
                    unit: 's',
                    min: 0,
                    queries: [
                        {
                            expr: `histogram_quantile(0.01, sum by (le, gateway, vrrp_instance, family) (rate(havip_vrrp_active_down_margin_seconds_bucket{${router}}[$__rate_interval])))`,
                            legend: '{{vrrp_instance}} {{family}} on {{gateway}}',
                        },
                    ],
                    runbook: 'HavipAdvertisementsMissed',
                }),
                timeSeries({
                    title: 'Advertisements missed',
                    description: "What part of the active router's advertisements the backups did not hear.",
                    width: 8,
                    unit: 'percentunit',
                    min: 0,
                    thresholds: steps('transparent', [0.1, 'red']),
                    line: true,
                    queries: [
                        {
                            expr: `havip:advertisements_missed:ratio_rate2m{${router}}`,
                            legend: '{{vrrp_instance}} {{family}} on {{gateway}}',
                        },
                    ],
                    runbook: 'HavipAdvertisementsMissed',
                }),
                timeSeries({
                    title: 'Lateness of the agents',
                    description:
                        'How late the protocol loops woke up at most in the last minutes: a frozen or starved agent shows here.',
                    width: 8,
                    unit: 's',
                    min: 0,
                    thresholds: steps('transparent', [0.1, 'red']),
                    line: true,
                    queries: [
                        {
                            expr: `max by (gateway) (havip_loop_lateness_seconds_max{${cluster}, gateway=~"$gateway"})`,
                            legend: '{{gateway}}',
                        },
                    ],
                    runbook: 'HavipAgentLate',
                }),
            ],
        },
    ],
});
