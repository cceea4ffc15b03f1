// Who holds what, in all clusters: is anything wrong anywhere?
import { BigValueTextMode } from '@grafana/schema';
import { happened } from './counts.js';
import { dashboard, instance } from './dashboard.js';
import { names, stat, steps, table, timeline, timeSeries } from './panels.js';
import { state, stateNames, upNames } from './states.js';

const cluster = 'cluster=~"$cluster"';
const router = 'cluster=~"$cluster", vrrp_instance=~"$vrrp_instance"';
const wrongFromOne = steps('green', [1, 'red']);

export const fleet = dashboard({
    uid: 'havip-fleet',
    title: 'havip / Fleet',
    description: 'Which gateway holds which virtual address, and whether anything is wrong anywhere.',
    from: 'now-1h',
    variables: [instance],
    rows: [
        {
            title: 'Is anything wrong?',
            height: 4,
            panels: [
                stat({
                    title: 'Virtual routers',
                    description:
                        'Virtual routers that the gateways know, counted once for all gateways that share one.',
                    width: 4,
                    unit: 'none',
                    queries: [{ expr: `count(havip:active_routers:count{${router}})` }],
                }),
                stat({
                    title: 'Held by nobody',
                    description: 'Virtual routers whose addresses nobody serves. Anything but 0 is an outage.',
                    width: 4,
                    unit: 'none',
                    thresholds: wrongFromOne,
                    queries: [{ expr: `count(havip:active_routers:count{${router}} == 0) or vector(0)` }],
                    runbook: 'HavipNoActiveRouter',
                }),
                stat({
                    title: 'Held by several',
                    description:
                        'Virtual routers that more than one gateway holds at once. Anything but 0 sends clients astray.',
                    width: 4,
                    unit: 'none',
                    thresholds: wrongFromOne,
                    queries: [{ expr: `count(havip:active_routers:count{${router}} > 1) or vector(0)` }],
                    runbook: 'HavipSeveralActiveRouters',
                }),
                stat({
                    title: 'Without a standby',
                    description: 'Virtual routers that only one gateway could hold: nobody takes over when it fails.',
                    width: 4,
                    unit: 'none',
                    thresholds: steps('green', [1, 'orange']),
                    queries: [{ expr: `count(havip:ready_routers:count{${router}} < 2) or vector(0)` }],
                    runbook: 'HavipPeerSilent',
                }),
                stat({
                    title: 'Agents down',
                    description: 'Agents that Prometheus can not scrape.',
                    width: 4,
                    unit: 'none',
                    thresholds: wrongFromOne,
                    queries: [{ expr: `count(up{job="gateway", ${cluster}} == 0) or vector(0)` }],
                    runbook: 'HavipAgentDown',
                }),
                stat({
                    title: 'Alerts firing',
                    description:
                        'Alerts of the rules in dashboards/prometheus that fire now. The table below names them.',
                    width: 4,
                    unit: 'none',
                    thresholds: steps('green', [1, 'orange']),
                    queries: [
                        { expr: `count(ALERTS{alertname=~"Havip.+", alertstate="firing", ${cluster}}) or vector(0)` },
                    ],
                }),
            ],
        },
        {
            title: 'Who holds what',
            height: 8,
            panels: [
                table({
                    title: 'Virtual routers on each gateway',
                    description:
                        'Every virtual router on every gateway: its state, its effective priority, since when, and which.',
                    width: 12,
                    unit: 'none',
                    sortBy: 'Instance',
                    queries: [
                        { expr: state(router) },
                        {
                            expr: `max by (cluster, gateway, vrrp_instance, vrid, family) (havip_vrrp_priority{${router}, kind="effective"})`,
                        },
                        {
                            expr: `max by (cluster, gateway, vrrp_instance, vrid, family) (havip_vrrp_last_transition_timestamp_seconds{${router}}) * 1000`,
                        },
                    ],
                    columns: [
                        { field: 'cluster', title: 'Cluster' },
                        { field: 'vrrp_instance', title: 'Instance' },
                        {
                            field: 'gateway',
                            title: 'Gateway',
                            link: {
                                title: 'This gateway in depth',
                                url: '/d/havip-gateway?var-cluster=${__data.fields.Cluster}&var-gateway=${__value.raw}',
                            },
                        },
                        { field: 'family', title: 'Family' },
                        { field: 'Value #A', title: 'State', mappings: stateNames },
                        { field: 'Value #B', title: 'Priority' },
                        { field: 'Value #C', title: 'Since', unit: 'dateTimeFromNow' },
                    ],
                }),
                timeline({
                    title: 'States',
                    description:
                        'The state of each virtual router on each gateway. At every time one should be active; a gap is a gateway that did not answer.',
                    width: 12,
                    unit: 'none',
                    mappings: stateNames,
                    queries: [{ expr: state(router), legend: '{{vrrp_instance}} {{family}} on {{gateway}}' }],
                }),
                timeline({
                    title: 'Virtual addresses',
                    description: 'How many gateways have bound each address. 0: nobody serves it; 2: two do.',
                    width: 12,
                    unit: 'none',
                    mappings: names({ 0: ['nobody', 'orange'], 1: ['one', 'green'], 2: ['two', 'red'] }),
                    queries: [
                        {
                            expr: `sum by (cluster, vrrp_instance, address) (havip_address_bound{${router}})`,
                            legend: '{{vrrp_instance}} {{address}}',
                        },
                    ],
                    runbook: 'HavipSeveralActiveRouters',
                }),
                timeSeries({
                    title: 'Transitions',
                    description:
                        'Transitions by cause. Apart from starts and planned moves each is worth a look at Failover forensics.',
                    width: 12,
                    unit: 'none',
                    bars: true,
                    queries: [
                        {
                            expr: `${happened('havip_vrrp_transitions_total', router, 'gateway, cause')} > 0`,
                            legend: '{{gateway}}: {{cause}}',
                        },
                    ],
                    runbook: 'HavipFlapping',
                }),
            ],
        },
        {
            title: 'Health and versions',
            height: 7,
            panels: [
                timeline({
                    title: 'Health',
                    description:
                        'What the gateways track, HAProxy before all. Unhealthy lowers the priority or gives up the role.',
                    width: 8,
                    unit: 'none',
                    mappings: upNames,
                    queries: [
                        {
                            expr: `min by (cluster, gateway, tracker) (havip_health_up{${cluster}})`,
                            legend: '{{tracker}} on {{gateway}}',
                        },
                    ],
                    runbook: 'HavipHealthDown',
                }),
                table({
                    title: 'Versions',
                    description:
                        'What runs where. Two versions are normal only while one gateway after the other is brought up to date.',
                    width: 7,
                    unit: 'none',
                    sortBy: 'Gateway',
                    queries: [
                        { expr: `max by (cluster, gateway, version) (havip_build_info{${cluster}})` },
                        {
                            expr: `max by (cluster, gateway, haproxy) (label_replace(havip_haproxy_info{${cluster}}, "haproxy", "$1", "version", "(.+)"))`,
                        },
                    ],
                    columns: [
                        { field: 'cluster', title: 'Cluster' },
                        { field: 'gateway', title: 'Gateway' },
                        { field: 'version', title: 'Agent' },
                        { field: 'haproxy', title: 'HAProxy' },
                    ],
                }),
                table({
                    title: 'Alerts',
                    description: 'Alerts that fire, or will if it goes on. A click on the name opens the runbook.',
                    width: 9,
                    unit: 'none',
                    sortBy: 'Alert',
                    queries: [{ expr: `ALERTS{alertname=~"Havip.+", ${cluster}}` }],
                    columns: [
                        {
                            field: 'alertname',
                            title: 'Alert',
                            link: { title: 'Runbook', url: '${runbooks}/${__value.raw}.md' },
                        },
                        { field: 'alertstate', title: 'State' },
                        { field: 'severity', title: 'Severity' },
                        { field: 'cluster', title: 'Cluster' },
                        { field: 'gateway', title: 'Gateway' },
                        { field: 'vrrp_instance', title: 'Instance' },
                    ],
                }),
            ],
        },
        {
            title: 'Margins',
            height: 7,
            panels: [
                timeSeries({
                    title: 'Advertisements missed',
                    description:
                        "What part of the active router's advertisements the backups do not hear. Three in a row are a takeover.",
                    width: 12,
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
                stat({
                    title: 'Latest agent wake-up',
                    description:
                        'By how much the protocol loop was late at most in the last minutes. From an advertisement interval on it is a stall.',
                    width: 12,
                    unit: 's',
                    thresholds: steps('green', [0.02, 'orange'], [0.1, 'red']),
                    text: BigValueTextMode.ValueAndName,
                    queries: [
                        {
                            expr: `max by (cluster, gateway) (havip_loop_lateness_seconds_max{${cluster}})`,
                            legend: '{{gateway}}',
                        },
                    ],
                    runbook: 'HavipAgentLate',
                }),
            ],
        },
    ],
});
