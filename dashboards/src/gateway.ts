// One gateway in depth: what it does, how well it keeps time, what it hears, how HAProxy and the process are.
import { BigValueTextMode } from '@grafana/schema';
import { process, record } from './agent.js';
import { happened, quantile, rate, spread } from './counts.js';
import { dashboard, gateway, instance } from './dashboard.js';
import { haproxy } from './haproxy.js';
import { heatmap, names, stat, steps, timeline, timeSeries } from './panels.js';
import { state, stateNames, upNames } from './states.js';

const here = 'cluster=~"$cluster", gateway=~"$gateway"';
const router = `${here}, vrrp_instance=~"$vrrp_instance"`;

export const oneGateway = dashboard({
    uid: 'havip-gateway',
    title: 'havip / Gateway',
    description: 'One gateway in depth: states, timing, packets, addresses, HAProxy and the agent itself.',
    from: 'now-30m',
    variables: [gateway('one'), instance],
    rows: [
        {
            title: 'Now',
            height: 4,
            panels: [
                stat({
                    title: 'State',
                    description: 'The state of each virtual router on this gateway.',
                    width: 5,
                    unit: 'none',
                    mappings: stateNames,
                    queries: [{ expr: state(router), legend: '{{vrrp_instance}} {{family}}' }],
                    runbook: 'HavipRouterInFault',
                }),
                stat({
                    title: 'Effective priority',
                    description: 'The priority as tracking has made it. The higher one is active.',
                    width: 4,
                    unit: 'none',
                    queries: [
                        {
                            expr: `max by (vrrp_instance, family) (havip_vrrp_priority{${router}, kind="effective"})`,
                            legend: '{{vrrp_instance}} {{family}}',
                        },
                    ],
                }),
                stat({
                    title: 'Healthy',
                    description: 'Whether everything that this gateway tracks is healthy.',
                    width: 3,
                    unit: 'none',
                    thresholds: steps('red', [1, 'green']),
                    mappings: upNames,
                    queries: [{ expr: `min(havip_health_up{${here}})` }],
                    runbook: 'HavipHealthDown',
                }),
                stat({
                    title: 'Wrong with peers',
                    description: 'How many things are wrong between the virtual routers and their peers.',
                    width: 3,
                    unit: 'none',
                    thresholds: steps('green', [1, 'red']),
                    queries: [{ expr: `sum(havip_vrrp_peer_finding{${router}})` }],
                    runbook: 'HavipPeerFinding',
                }),
                stat({
                    title: 'Held back',
                    description:
                        'How many virtual routers replace no active router for a while, because they have lost the role to the same tracker again and again.',
                    width: 3,
                    unit: 'none',
                    thresholds: steps('green', [1, 'orange']),
                    queries: [{ expr: `sum(havip_vrrp_held_back{${router}})` }],
                    runbook: 'HavipHeldBack',
                }),
                stat({
                    title: 'Version',
                    description: 'The version of the agent.',
                    width: 3,
                    unit: 'none',
                    text: BigValueTextMode.Name,
                    queries: [{ expr: `max by (version) (havip_build_info{${here}})`, legend: '{{version}}' }],
                }),
                stat({
                    title: 'Agent runs since',
                    description: 'How long ago the agent started.',
                    width: 3,
                    unit: 's',
                    queries: [{ expr: `max(process_uptime_seconds{${here}})` }],
                }),
            ],
        },
        {
            title: 'States',
            height: 7,
            panels: [
                timeline({
                    title: 'States over time',
                    description: 'The state of each virtual router. A gap is an agent that did not answer.',
                    width: 12,
                    unit: 'none',
                    mappings: stateNames,
                    queries: [{ expr: state(router), legend: '{{vrrp_instance}} {{family}}' }],
                }),
                timeSeries({
                    title: 'Priority',
                    description:
                        'As configured and as tracking has made it: they differ while something with a weight is unhealthy.',
                    width: 6,
                    unit: 'none',
                    queries: [
                        {
                            expr: `max by (vrrp_instance, family, kind) (havip_vrrp_priority{${router}})`,
                            legend: '{{vrrp_instance}} {{family}} {{kind}}',
                        },
                    ],
                }),
                timeSeries({
                    title: 'Transitions by cause',
                    description: 'How often the state changed in each interval, and why.',
                    width: 6,
                    unit: 'none',
                    bars: true,
                    queries: [
                        {
                            expr: `${happened('havip_vrrp_transitions_total', router, 'cause')} > 0`,
                            legend: '{{cause}}',
                        },
                    ],
                    runbook: 'HavipFlapping',
                }),
            ],
        },
        {
            title: 'Time: as a backup, how well the active router is heard; as the active router, how punctual it is',
            height: 8,
            panels: [
                heatmap({
                    title: 'Time between advertisements heard',
                    description:
                        "By the kernel's receive timestamps. A second band at twice the interval is lost advertisements, a wide one is jitter.",
                    width: 12,
                    unit: 's',
                    expr: `sum by (le) (increase(havip_vrrp_advertisement_interval_seconds_bucket{${router}}[$__rate_interval]))`,
                    runbook: 'HavipAdvertisementsMissed',
                }),
                timeSeries({
                    title: 'Margin until a takeover',
                    description:
                        'How much time was left when an advertisement came: the worst of a hundred and the mean, and the whole Active_Down_Interval to compare with. Near 0 is nearly a takeover.',
                    width: 12,
                    unit: 's',
                    min: 0,
                    queries: [
                        {
                            expr: quantile(0.01, 'havip_vrrp_active_down_margin_seconds', router),
                            legend: 'margin, 1 %',
                        },
                        {
                            expr: `sum(rate(havip_vrrp_active_down_margin_seconds_sum{${router}}[$__rate_interval])) / sum(rate(havip_vrrp_active_down_margin_seconds_count{${router}}[$__rate_interval]))`,
                            legend: 'margin, mean',
                        },
                        {
                            expr: `max(havip_vrrp_active_down_interval_seconds{${router}})`,
                            legend: 'Active_Down_Interval',
                        },
                    ],
                    runbook: 'HavipAdvertisementsMissed',
                }),
                timeSeries({
                    title: 'Lateness of own advertisements',
                    description:
                        'How much later than due they were handed to the kernel. Fractions of a millisecond are normal.',
                    width: 12,
                    unit: 's',
                    thresholds: steps('transparent', [0.02, 'red']),
                    line: true,
                    queries: spread('havip_vrrp_advertisement_lateness_seconds', router),
                    runbook: 'HavipAgentLate',
                }),
                timeSeries({
                    title: 'Lateness of the protocol loop',
                    description:
                        'How much later than due it woke up, whatever for. Late only here and not on the peer: this machine is short of CPU.',
                    width: 12,
                    unit: 's',
                    thresholds: steps('transparent', [0.02, 'red']),
                    line: true,
                    queries: spread('havip_loop_lateness_seconds', here),
                    runbook: 'HavipAgentLate',
                }),
            ],
        },
        {
            title: 'Packets',
            height: 7,
            panels: [
                timeSeries({
                    title: 'Advertisements',
                    description: 'Sent while active, received while backup, once for each destination.',
                    width: 6,
                    unit: 'pps',
                    queries: [
                        {
                            expr: rate('havip_vrrp_advertisements_sent_total', router, 'vrrp_instance, family'),
                            legend: '{{vrrp_instance}} {{family}} sent',
                        },
                        {
                            expr: rate('havip_vrrp_advertisements_received_total', router, 'vrrp_instance, family'),
                            legend: '{{vrrp_instance}} {{family}} received',
                        },
                        {
                            expr: rate(
                                'havip_vrrp_advertisements_send_failures_total',
                                router,
                                'vrrp_instance, family',
                            ),
                            legend: '{{vrrp_instance}} {{family}} refused by the kernel',
                        },
                    ],
                }),
                timeSeries({
                    title: 'Discarded, with our VRID',
                    description:
                        'Packets that failed a check, by the check. Each reason is a peer that is configured otherwise, or a stranger with our VRID.',
                    width: 6,
                    unit: 'pps',
                    queries: [
                        {
                            expr: rate('havip_vrrp_advertisements_discarded_total', router, 'vrrp_instance, reason'),
                            legend: '{{vrrp_instance}} {{reason}}',
                        },
                    ],
                    runbook: 'HavipPeerFinding',
                }),
                timeSeries({
                    title: 'Stray packets',
                    description:
                        'VRRP packets on our interfaces for no virtual router of ours. Reason vrid is other pairs on the same network.',
                    width: 6,
                    unit: 'pps',
                    queries: [
                        {
                            expr: rate('havip_vrrp_stray_packets_total', here, 'interface, reason'),
                            legend: '{{interface}} {{reason}}',
                        },
                    ],
                    runbook: 'HavipPeerFinding',
                }),
                timeSeries({
                    title: 'Findings about peers',
                    description:
                        'What does not fit between the virtual routers and their peers, in how many of them. havip-gateway status says each in a sentence, with the mend.',
                    width: 6,
                    unit: 'none',
                    queries: [{ expr: `sum by (finding) (havip_vrrp_peer_finding{${router}})`, legend: '{{finding}}' }],
                    runbook: 'HavipPeerFinding',
                }),
            ],
        },
        {
            title: 'Addresses',
            height: 6,
            panels: [
                timeline({
                    title: 'Bound here',
                    description: 'Which virtual addresses this gateway has bound.',
                    width: 8,
                    unit: 'none',
                    mappings: names({ 0: ['no', 'text'], 1: ['bound', 'green'] }),
                    queries: [
                        {
                            expr: `max by (vrrp_instance, address) (havip_address_bound{${router}})`,
                            legend: '{{vrrp_instance}} {{address}}',
                        },
                    ],
                }),
                timeSeries({
                    title: 'Announcements',
                    description:
                        'Gratuitous ARPs and unsolicited neighbour advertisements: a burst after each takeover.',
                    width: 8,
                    unit: 'none',
                    bars: true,
                    queries: [
                        { expr: happened('havip_announcements_sent_total', router, 'kind'), legend: '{{kind}}' },
                        {
                            expr: happened('havip_announcements_failures_total', router, 'vrrp_instance'),
                            legend: 'could not be sent',
                        },
                    ],
                }),
                timeSeries({
                    title: 'Repairs and conflicts',
                    description:
                        'Addresses that somebody removed and that were put back, and claims of others for an address that is bound here. Both should stay at 0.',
                    width: 8,
                    unit: 'none',
                    bars: true,
                    queries: [
                        {
                            expr: happened('havip_address_repairs_total', router, 'vrrp_instance'),
                            legend: '{{vrrp_instance}} put back',
                        },
                        {
                            expr: happened('havip_address_conflicts_total', router, 'vrrp_instance'),
                            legend: '{{vrrp_instance}} claimed by another',
                        },
                    ],
                    runbook: 'HavipAddressConflict',
                }),
            ],
        },
        haproxy,
        process,
        record,
    ],
});
