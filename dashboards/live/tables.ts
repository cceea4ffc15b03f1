// What Grafana shows in a table of a committed dashboard: its queries' answers at one time, merged by their labels.
import { readFileSync } from 'node:fs';
import type { Dashboard, Panel, ValueMapping } from '@grafana/schema';
import { panels, targets } from '../src/targets.js';
import { instant, interpolate } from './prometheus.js';

const dashboards = new URL('../../grafana/', import.meta.url);

/** By the columns' titles; a column is missing where no query says anything of it. */
export type Row = Record<string, string>;

export function panel(dashboard: string, title: string): Panel {
    const json = JSON.parse(readFileSync(new URL(`${dashboard}.json`, dashboards), 'utf8')) as Dashboard;
    const found = panels(json).find(candidate => candidate.title === title);
    if (!found) {
        throw new Error(`${dashboard}.json has no panel "${title}"`);
    }
    return found;
}

/**
 * A table's rows.
 *
 * @param time at the end of what is shown
 * @param seconds how much is shown
 */
export async function rows(table: Panel, time: number, seconds: number): Promise<Row[]> {
    const merged = new Map<string, Row>();
    for (const { refId, expr } of targets(table)) {
        for (const { metric, value } of await instant(interpolate(expr, {}, seconds), time)) {
            const key = JSON.stringify(Object.entries(metric).sort());
            merged.set(key, { ...metric, ...merged.get(key), [`Value #${refId}`]: value });
        }
    }
    return [...merged.values()].map(row => titled(table, row));
}

/** What a panel of one query and several series shows at a time, as it names the values. */
export async function values(timeline: Panel, time: number): Promise<string[]> {
    const mappings = timeline.fieldConfig?.defaults.mappings;
    const answers = await Promise.all(targets(timeline).map(({ expr }) => instant(interpolate(expr), time)));
    return answers.flat().map(({ value }) => named(value, mappings));
}

function titled(table: Panel, row: Row): Row {
    const shown: Row = {};
    for (const { matcher, properties } of table.fieldConfig?.overrides ?? []) {
        const value = row[String(matcher.options)];
        const property = (id: string) => properties.find(candidate => candidate.id === id)?.value as unknown;
        if (value !== undefined) {
            shown[String(property('displayName'))] = named(value, property('mappings') as ValueMapping[] | undefined);
        }
    }
    return shown;
}

function named(value: string, mappings: ValueMapping[] = []): string {
    for (const { options } of mappings) {
        const text = (options as Record<string, { text?: string }>)[value]?.text;
        if (text !== undefined) {
            return text;
        }
    }
    return value;
}
