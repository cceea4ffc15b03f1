// How often, and how many: what is made of counters.

/** For each second. */
export function rate(counter: string, selector: string, by: string): string {
    return `sum by (${by}) (rate(${counter}{${selector}}[$__rate_interval]))`;
}

export function increase(counter: string, selector: string, by: string): string {
    return `sum by (${by}) (increase(${counter}{${selector}}[$__rate_interval]))`;
}
