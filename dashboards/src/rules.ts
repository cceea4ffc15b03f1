// What is made of the rules: a PrometheusRule for Kubernetes' Prometheus operator, beside how the agents are to be scraped,
// there and by a plain Prometheus.

/** An example; the labels are what rules and dashboards go by. */
const targets = [
    { address: '10.0.0.11', labels: '{ cluster: web, gateway: gw1 }' },
    { address: '10.0.0.12', labels: '{ cluster: web, gateway: gw2 }' },
];

function staticConfigs(port: number): string[] {
    return targets.flatMap(({ address, labels }) => [`- targets: [${address}:${port}]`, `  labels: ${labels}`]);
}

function indent(lines: string[], by: number): string[] {
    return lines.map(line => (line === '' ? line : ' '.repeat(by) + line));
}

/** To be copied into a Prometheus configuration, or named in its scrape_config_files. */
export const scrape = [
    'scrape_configs:',
    '  - job_name: gateway',
    '    static_configs:',
    ...indent(staticConfigs(9165), 6),
    '  - job_name: haproxy # http-request use-service prometheus-exporter if { path /metrics }',
    '    static_configs:',
    ...indent(staticConfigs(8404), 6),
    '',
].join('\n');

function scrapeConfig(job: string, port: number): string[] {
    return [
        '---',
        'apiVersion: monitoring.coreos.com/v1alpha1',
        'kind: ScrapeConfig',
        `metadata: { name: havip-${job} }`,
        'spec:',
        '  staticConfigs:',
        ...indent(staticConfigs(port), 4),
        '  relabelings:',
        `    - { targetLabel: job, replacement: ${job} }`,
    ];
}

/** @param rules the files of rules, each with its groups */
export function operator(rules: string[]): string {
    const groups = rules.flatMap(file => file.trimEnd().split('\n').slice(1));
    return [
        'apiVersion: monitoring.coreos.com/v1',
        'kind: PrometheusRule',
        'metadata: { name: havip }',
        'spec:',
        '  groups:',
        ...indent(groups, 2),
        ...scrapeConfig('gateway', 9165),
        ...scrapeConfig('haproxy', 8404),
        '',
    ].join('\n');
}
