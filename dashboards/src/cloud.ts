// Addresses that a cloud's API says who holds: who does, what it was asked, what had to be had back, what may still be asked.
import { happened, rate } from './counts.js';
import { dashboard, gateway, instance } from './dashboard.js';
import { names, stat, steps, timeline, timeSeries } from './panels.js';

const here = 'cluster=~"$cluster", gateway=~"$gateway"';
const router = `${here}, vrrp_instance=~"$vrrp_instance"`;

export const cloud = dashboard({
    uid: 'havip-cloud',
    title: 'havip / Cloud',
    description: "Who holds the addresses as the cloud's API says, and the calls of it. Without a cloud it is empty.",
    from: 'now-30m',
    variables: [gateway('many'), instance],
    rows: [
        {
            title: 'Now',
            height: 5,
            panels: [
                stat({
                    title: 'Held by nobody here',
                    description: 'How many addresses no gateway of this cluster holds, as the cloud says.',
                    width: 6,
                    unit: 'none',
                    thresholds: steps('green', [1, 'red']),
                    queries: [
                        {
                            expr: `count(max by (cluster, vrrp_instance, cloud_address) (havip_cloud_address_here{${router}}) == 0) or vector(0)`,
                        },
                    ],
                    runbook: 'HavipCloudWrongHolder',
                }),
                stat({
                    title: 'Wrong in the cloud',
                    description: 'How many findings there are about addresses in the cloud, and about its calls.',
                    width: 6,
                    unit: 'none',
                    thresholds: steps('green', [1, 'red']),
                    queries: [{ expr: `sum(havip_vrrp_peer_finding{${router}, finding=~"cloud_.+"})` }],
                    runbook: 'HavipCloudFinding',
                }),
                stat({
                    title: 'Changes left',
                    description: 'How many changes may be asked for at once, of the address that has fewest.',
                    width: 6,
                    unit: 'none',
                    thresholds: steps('red', [1, 'orange'], [3, 'green']),
                    queries: [{ expr: `min(havip_cloud_changes_left{${router}})` }],
                    runbook: 'HavipCloudFinding',
                }),
                stat({
                    title: 'Last reading',
                    description: 'When an address was read last by whoever is active: every 10 to 20 s.',
                    width: 6,
                    unit: 'dateTimeFromNow',
                    queries: [
                        {
                            expr: `1000 * min(max by (cluster, vrrp_instance, cloud_address) (havip_cloud_read_timestamp_seconds{${router}}))`,
                        },
                    ],
                }),
            ],
        },
        {
            title: 'Holders',
            height: 8,
            panels: [
                timeline({
                    title: 'Held here',
                    description: 'Whether each gateway holds each address, as the cloud said at its last reading.',
                    width: 12,
                    unit: 'none',
                    mappings: names({ 0: ['no', 'text'], 1: ['held', 'green'] }),
                    queries: [
                        {
                            expr: `max by (gateway, vrrp_instance, cloud_address) (havip_cloud_address_here{${router}})`,
                            legend: '{{cloud_address}} {{gateway}}',
                        },
                    ],
                }),
                timeSeries({
                    title: 'Holder',
                    description: "Who holds each address, in the cloud's words, by how many gateways that was read.",
                    width: 12,
                    unit: 'none',
                    queries: [
                        {
                            expr: `count by (cloud_address, holder) (havip_cloud_holder_info{${router}})`,
                            legend: '{{cloud_address}} {{holder}}',
                        },
                    ],
                }),
            ],
        },
        {
            title: 'Calls',
            height: 8,
            panels: [
                timeSeries({
                    title: 'Calls by outcome',
                    description: 'Calls of the API, by what became of them.',
                    width: 12,
                    unit: 'reqps',
                    queries: [
                        {
                            expr: rate('havip_cloud_calls_total', router, 'call, outcome'),
                            legend: '{{call}} {{outcome}}',
                        },
                    ],
                    runbook: 'HavipCloudFinding',
                }),
                timeSeries({
                    title: 'Had back, announced again, outlived',
                    description:
                        'Addresses that somebody else got and that were had back, HAVIPs that were announced again, and changes that were under way when the role was lost. All should stay at 0 but for a failover.',
                    width: 12,
                    unit: 'none',
                    bars: true,
                    queries: [
                        {
                            expr: happened('havip_cloud_corrections_total', router, 'gateway, cloud_address'),
                            legend: '{{cloud_address}} had back by {{gateway}}',
                        },
                        {
                            expr: happened('havip_cloud_reannouncements_total', router, 'gateway, cloud_address'),
                            legend: '{{cloud_address}} announced again by {{gateway}}',
                        },
                        {
                            expr: happened('havip_cloud_outlived_calls_total', router, 'gateway, cloud_address'),
                            legend: '{{cloud_address}} outlived at {{gateway}}',
                        },
                    ],
                }),
            ],
        },
    ],
});
