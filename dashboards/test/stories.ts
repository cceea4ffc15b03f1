// What Prometheus sees of two gateways in ordinary and in bad hours, and which alerts that is worth, as unit tests for promtool,
// each with honor_labels and without.
// A gateway's life has a letter for each scrape: A active, B backup, F fault, I initialize, x does not answer, and a blank
// while Prometheus itself is not running.

const NAMES: Record<string, string> = { A: 'active', B: 'backup', F: 'fault', I: 'initialize' };

export interface Story {
    name: string;
    gw1: string;
    gw2: string;
    /** Whether it may be that slow that each letter lasts a minute; else a quarter of it. */
    minutely?: false;
    /** Severity and name of every alert that fires at some time. */
    fires?: string[];
    /** Scrapes, counted from 0, after which one more was counted on a gateway. */
    conflicts?: { gw2: number };
    discarded?: { gw1: string };
}

function times(letters: string, count: number): string {
    return letters.repeat(count);
}

export const stories: Story[] = [
    {
        name: 'a pair starts, one node after the other',
        minutely: false,
        gw1: `x${times('A', 60)}`,
        gw2: `xxIF${times('B', 57)}`,
    },
    {
        name: 'a pair starts, and both are seen before one is active',
        minutely: false,
        gw1: `IFB${times('A', 60)}`,
        gw2: `IFB${times('B', 60)}`,
    },
    {
        name: 'the role is moved, and what the predecessor announced last was captured by its successor',
        gw1: `${times('A', 20)}${times('B', 40)}`,
        gw2: `${times('B', 20)}${times('A', 40)}`,
        conflicts: { gw2: 21 },
    },
    {
        name: 'a node is restarted and takes its addresses back',
        minutely: false,
        gw1: `${times('A', 20)}xIFB${times('A', 40)}`,
        gw2: `${times('B', 20)}AAAA${times('B', 40)}`,
    },
    {
        name: 'a node returns as backup',
        minutely: false,
        gw1: times('A', 64),
        gw2: `${times('B', 20)}xIF${times('B', 41)}`,
    },
    {
        name: 'the active node dies',
        gw1: `${times('A', 20)}${times('x', 40)}`,
        gw2: `${times('B', 20)}${times('A', 40)}`,
        fires: ['warning HavipAgentDown', 'warning HavipPeerSilent'],
    },
    {
        name: 'both nodes die, one after the other',
        gw1: `${times('A', 20)}${times('x', 40)}`,
        gw2: `${times('B', 20)}A${times('x', 39)}`,
        fires: ['critical HavipClusterDown', 'warning HavipAgentDown'],
    },
    {
        name: 'both nodes die, and service discovery lists them no longer',
        gw1: `${times('A', 20)}${times('-', 40)}`,
        gw2: `${times('B', 20)}${times('-', 40)}`,
        fires: ['critical HavipClusterDown'],
    },
    {
        name: 'one node dies, the other one is in fault',
        gw1: `${times('A', 20)}${times('x', 40)}`,
        gw2: `${times('F', 60)}`,
        fires: [
            'critical HavipNoActiveRouter',
            'warning HavipAgentDown',
            'warning HavipPeerSilent',
            'warning HavipRouterInFault',
        ],
    },
    {
        name: 'both are active',
        gw1: times('A', 40),
        gw2: `${times('B', 20)}${times('A', 20)}`,
        fires: ['critical HavipSeveralActiveRouters'],
    },
    {
        name: 'one scrape of the active gateway is lost',
        gw1: `${times('A', 20)}x${times('A', 40)}`,
        gw2: times('B', 61),
    },
    {
        name: 'a node is restarted between two scrapes',
        gw1: `${times('A', 20)}x${times('A', 40)}`,
        gw2: `${times('B', 20)}A${times('B', 40)}`,
    },
    {
        name: 'one scrape of both is lost',
        gw1: `${times('A', 20)}x${times('A', 40)}`,
        gw2: `${times('B', 20)}x${times('B', 40)}`,
    },
    {
        name: 'Prometheus is restarted',
        gw1: `${times('A', 20)}  ${times('A', 40)}`,
        gw2: `${times('B', 20)}  ${times('B', 40)}`,
    },
    {
        name: 'Prometheus is restarted, and the active node died meanwhile',
        gw1: `${times('A', 20)}  ${times('x', 40)}`,
        gw2: `${times('B', 20)}  ${times('A', 40)}`,
        fires: ['warning HavipAgentDown', 'warning HavipPeerSilent'],
    },
    {
        name: 'a peer has another password, which is one alert',
        gw1: times('A', 40),
        gw2: times('B', 40),
        discarded: { gw1: 'authentication' },
        fires: ['warning HavipPeerFinding'],
    },
];

type Labels = Record<string, string>;

/** What Prometheus makes of a scraped series: of two labels with one name it renames one, or honours the gateway's. */
function labelled(target: Labels, scraped: Labels, honour: boolean): Labels {
    const labels = { ...target };
    for (const [name, value] of Object.entries(scraped)) {
        labels[name in target && !honour ? `exported_${name}` : name] = value;
    }
    return labels;
}

function text(metric: string, labels: Labels): string {
    return `${metric}{${Object.entries(labels)
        .map(([name, value]) => `${name}="${value}"`)
        .join(', ')}}`;
}

/** A gateway's series, scrape by scrape. */
function series(story: Story, gateway: 'gw1' | 'gw2', honour: boolean): [series: string, values: string][] {
    const life = [...story[gateway]];
    const target = { job: 'gateway', instance: `${gateway}.example:9165`, cluster: 'web', gateway };
    const router = { vrrp_instance: 'web', vrid: '51', interface: 'eth0', family: 'ipv4' };
    const answers = (letter: string | undefined) => letter !== undefined && letter in NAMES;
    const scraped = (metric: string, labels: Labels, value: (letter: string, index: number) => number | undefined) => {
        const values = life.map((letter, index) => {
            const present = answers(letter) ? value(letter, index) : undefined;
            // Prometheus marks the end of a series that it has seen at its scrape before, if there was one.
            return present ?? (answers(life[index - 1]) && letter !== ' ' ? 'stale' : '_');
        });
        return [text(metric, labelled(target, labels, honour)), values.join(' ')] as [string, string];
    };
    const since = (index: number) =>
        life.slice(0, index + 1).findLastIndex(letter => !answers(letter) && letter !== ' ');
    const count = (index: number, what: (letter: string, at: number) => boolean) =>
        life.filter((letter, at) => at > since(index) && at <= index && what(letter, at)).length;
    const changed = (letter: string, at: number) =>
        letter !== life[at - 1] && !(life[at - 1] === ' ' && letter === life[at - 3]);
    const changedAt = (index: number) => life.slice(0, index + 1).findLastIndex(changed) * 15;
    const { conflicts, discarded } = story;
    return [
        [
            text('up', target),
            life
                .map((letter, index) =>
                    letter === ' '
                        ? '_'
                        : letter === '-'
                          ? life[index - 1] === '-'
                              ? '_'
                              : 'stale'
                          : answers(letter)
                            ? 1
                            : 0,
                )
                .join(' '),
        ],
        ...Object.entries(NAMES).map(([letter, state]) =>
            scraped('havip_vrrp_state', { ...router, state }, present => (present === letter ? 1 : 0)),
        ),
        scraped('havip_vrrp_active_peer_info', { ...router, peer: '10.0.0.1', priority: '150' }, letter =>
            letter === 'B' ? 1 : undefined,
        ),
        scraped('havip_vrrp_last_transition_timestamp_seconds', router, (_, index) => changedAt(index)),
        scraped('havip_vrrp_transition_seconds_count', router, (_, index) => count(index, changed)),
        scraped('havip_vrrp_slow_takeovers_total', router, () => 0),
        scraped(
            'havip_vrrp_advertisement_lateness_seconds_count',
            router,
            (_, index) => count(index, letter => letter === 'A') * 15,
        ),
        scraped(
            'havip_vrrp_advertisements_received_total',
            router,
            (_, index) => count(index, letter => letter === 'B') * 15,
        ),
        scraped('havip_address_conflicts_total', router, (_, index) =>
            conflicts !== undefined && gateway in conflicts && index >= conflicts.gw2 ? 1 : 0,
        ),
        ...(discarded !== undefined && gateway in discarded
            ? [
                  scraped(
                      'havip_vrrp_advertisements_discarded_total',
                      { ...router, reason: discarded.gw1 },
                      (_, index) => Math.max(0, index - 10) * 15,
                  ),
                  scraped('havip_vrrp_peer_finding', { ...router, finding: discarded.gw1 }, (_, index) =>
                      index > 10 ? 1 : 0,
                  ),
              ]
            : []),
        scraped('havip_health_up', { tracker: 'haproxy' }, () => 1),
        scraped('havip_config_last_reload_successful', {}, () => 1),
        scraped('havip_loop_stalls_total', {}, () => 0),
    ];
}

/** @param interval between scrapes, in seconds */
function test(story: Story, honour: boolean, interval: number): string {
    const minutes = (story.gw1.length * interval) / 60 - 1;
    const fires = (story.fires ?? []).map(alert => alert.split(' '));
    return [
        `  - name: ${story.name}; scraped every ${interval} s${honour ? ', with honor_labels' : ''}`,
        `    interval: ${interval}s`,
        '    input_series:',
        ...(['gw1', 'gw2'] as const)
            .flatMap(gateway => series(story, gateway, honour))
            .flatMap(([name, values]) => [`      - series: '${name}'`, `        values: '${values}'`]),
        '    promql_expr_test:',
        '      - expr: group by (severity, alertname) (last_over_time(ALERTS{alertstate="firing"}[3h]))',
        `        eval_time: ${Math.floor(minutes)}m`,
        ...(fires.length === 0
            ? ['        exp_samples: []']
            : [
                  '        exp_samples:',
                  ...fires.map(
                      ([severity, alert]) =>
                          `          - { labels: '{severity="${severity}", alertname="${alert}"}', value: 1 }`,
                  ),
              ]),
        '',
    ].join('\n');
}

/** A file for promtool. */
export function unitTests(story: Story, rules: string[]): string {
    const intervals = story.minutely === false ? [15] : [15, 60];
    return [
        `rule_files: ${JSON.stringify(rules)}`,
        'evaluation_interval: 15s',
        'group_eval_order: [havip-recording, havip-alerts]',
        'tests:',
        ...intervals.flatMap(interval => [false, true].map(honour => test(story, honour, interval))),
    ].join('\n');
}
