// How often, how many, how long: what is made of counters and histograms.

/** For each second. */
export function rate(counter: string, selector: string, by: string): string {
    return `sum by (${by}) (rate(${counter}{${selector}}[$__rate_interval]))`;
}

/**
 * How often in each interval of the drawing, in whole numbers, each event once: increase() gives 1.33 for 1, and where its
 * range is longer than the interval, gives it to several of them. An agent that was started again counts from 0, also where
 * that can't be seen from its figures; what one has counted before Prometheus came to know it is left out.
 */
export function happened(counter: string, selector: string, by: string): string {
    const now = `${counter}{${selector}}`;
    const started = 'process_start_time_seconds{job="gateway", cluster=~"$cluster"}';
    const before = (series: string) => `last_over_time(${series}[5m] offset $__interval)`;
    const asBefore = `${started} == ${before(started)}`;
    const new_ = `${started} > time() - 120 - $__interval_ms / 1000`;
    return `sum by (${by}) (
        (${now} - (${before(now)} and on (job, instance) (${asBefore}) or 0 * ${now}))
        and on (job, instance) (${asBefore} or ${new_}))`;
}

export function quantile(q: number, histogram: string, selector: string): string {
    return `histogram_quantile(${q}, sum by (le) (rate(${histogram}_bucket{${selector}}[$__rate_interval])))`;
}

/** The median, the 99th percentile and the maximum of a histogram. */
export function spread(histogram: string, selector: string) {
    return [
        { expr: quantile(0.5, histogram, selector), legend: 'median' },
        { expr: quantile(0.99, histogram, selector), legend: '99 %' },
        { expr: `max(${histogram}_max{${selector}})`, legend: 'largest of the last minutes' },
    ];
}
