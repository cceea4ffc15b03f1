// Where a value stands between the bottom of a drawing and its top.
import type { Panel } from '@grafana/schema';

export interface Scale {
    /** 0 at the bottom, 1 at the top. */
    part(value: number): number;
    /** Whether there is a place for it: for 0, there is none on a logarithmic scale. */
    has(value: number): boolean;
    /** From the lowest to the highest. */
    marks: number[];
}

/** As the panel says it. */
export function scaleOf(panel: Panel, values: number[]): Scale {
    const distribution = panel.fieldConfig?.defaults.custom?.['scaleDistribution'] as
        | { type: string; log?: number }
        | undefined;
    return distribution?.type === 'log' ? logarithmic(values, distribution.log ?? 10) : linear(values);
}

/** From 0 to the greatest value. */
export function linear(values: number[]): Scale {
    const top = Math.max(...values, 0) || 1;
    return { part: value => value / top, has: () => true, marks: [0, top / 2, top] };
}

/** From one power of the base to another, with a mark at each. */
export function logarithmic(values: number[], base: number): Scale {
    const has = (value: number) => value > 0;
    const exponent = (value: number) => Math.log(value) / Math.log(base);
    const shown = values.filter(has).map(exponent);
    const bottom = Math.floor(Math.min(...shown, Infinity) + ROUNDING);
    const top = Math.max(Math.ceil(Math.max(...shown, -Infinity) - ROUNDING), bottom + 1);
    if (shown.length === 0) {
        return logarithmic([1], base);
    }
    return {
        part: value => (exponent(value) - bottom) / (top - bottom),
        has,
        marks: Array.from({ length: top - bottom + 1 }, (_, index) => base ** (bottom + index)),
    };
}

/** A power of the base is its own mark, whatever the logarithm makes of its last digit. */
const ROUNDING = 1e-9;
