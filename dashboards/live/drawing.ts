// Draws a panel with the values that its queries return: plainly, by the panel's own units, thresholds and mappings.
import type { Dashboard, Panel, ValueMapping } from '@grafana/schema';
import { TO_THE_MILLISECOND } from '../src/panels.js';
import { targets } from '../src/targets.js';
import { interpolate, range, type Series, since, until } from './prometheus.js';
import { scaleOf } from './scale.js';

const COLORS: Record<string, string> = {
    green: '#4f9e48',
    blue: '#4f7fc9',
    orange: '#d97a1c',
    red: '#c9364b',
    text: '#8a8f99',
    transparent: 'none',
};
const PALETTE = ['#4f9e48', '#d9a514', '#4f7fc9', '#d97a1c', '#c9364b', '#8a55c9', '#2a9d9d', '#8a8f99', '#b5548f'];
const UNIT_PIXELS = { x: 60, y: 32 };

interface Curve {
    name: string;
    metric: Record<string, string>;
    refId: string;
    points: [time: number, value: number][];
}

export async function draw(panel: Panel, chosen: Record<string, string>): Promise<string> {
    const { x, y, w, h } = panel.gridPos ?? { x: 0, y: 0, w: 24, h: 8 };
    const width = w * UNIT_PIXELS.x - 24;
    const height = h * UNIT_PIXELS.y - 44;
    const drawing = {
        stat: () => stats(panel, chosen),
        table: () => rows(panel, chosen),
        timeseries: () => curves(panel, chosen, width, height),
        'state-timeline': () => states(panel, chosen, width, height),
        heatmap: () => cells(panel, chosen, width, height),
    }[panel.type];
    if (drawing === undefined) {
        throw new Error(`nobody has taught us to draw a panel of type ${panel.type}`);
    }
    const place = `left:${x * UNIT_PIXELS.x}px;top:${y * UNIT_PIXELS.y}px;width:${w * UNIT_PIXELS.x - 8}px;height:${h * UNIT_PIXELS.y - 8}px`;
    return `<section style="${place}"><h2>${escape(panel.title ?? '')}</h2>${await drawing()}</section>`;
}

export function page(dashboard: Dashboard, drawings: string[], note: string): { html: string; height: number } {
    const rowTitles = (dashboard.panels ?? [])
        .filter(({ type }) => type === 'row')
        .map(row => `<h3 style="top:${(row.gridPos?.y ?? 0) * UNIT_PIXELS.y}px">${escape(row.title ?? '')}</h3>`);
    const ends = (dashboard.panels ?? []).map(({ gridPos }) => (gridPos ? gridPos.y + gridPos.h : 0));
    const html = `<!doctype html><meta charset="utf-8"><style>
    body { margin: 12px; font: 12px "DejaVu Sans", sans-serif; background: #f4f5f7; color: #24292f; width: 1440px }
    h1 { font-size: 18px; margin: 0 } p { margin: 4px 0 10px; color: #5b626d } main { position: relative }
    h3 { position: absolute; margin: 8px 0; font-size: 13px }
    section { position: absolute; background: #fff; border: 1px solid #dfe2e7; box-sizing: border-box; padding: 6px 8px; overflow: hidden }
    h2 { font-size: 12px; margin: 0 0 4px } table { border-collapse: collapse; width: 100% }
    td, th { text-align: left; border-bottom: 1px solid #eceef1; padding: 3px 6px; font-weight: normal } th { color: #5b626d }
    .stats { display: flex; gap: 4px; height: calc(100% - 20px) }
    .stats div { flex: 1; color: #fff; display: flex; flex-direction: column; justify-content: center; align-items: center }
    .stats b { font-size: 20px } text { font-size: 10px; fill: #5b626d } .inside { fill: #fff }
  </style><h1>${escape(dashboard.title ?? '')}</h1><p>${escape(note)}</p><main>${rowTitles.join('')}${drawings.join('')}</main>`;
    return { html, height: Math.max(...ends) * UNIT_PIXELS.y + 80 };
}

async function ask(panel: Panel, chosen: Record<string, string>, start?: number): Promise<Curve[]> {
    const result: Curve[] = [];
    for (const { expr, legendFormat, refId } of targets(panel)) {
        for (const series of await range(interpolate(expr, chosen), start)) {
            result.push({ name: legend(legendFormat, series), metric: series.metric, refId, points: numbers(series) });
        }
    }
    return result;
}

function legend(format: string | undefined, { metric }: Series): string {
    return (format ?? '').replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => metric[name] ?? '');
}

function numbers({ values }: Series): [number, number][] {
    return values
        .map(([time, value]): [number, number] => [time, Number(value)])
        .filter(([, value]) => !Number.isNaN(value));
}

async function stats(panel: Panel, chosen: Record<string, string>): Promise<string> {
    const byName = panel.options?.['textMode'] === 'name';
    const figures = (await ask(panel, chosen, until)).map(({ name, points }) => {
        const value = points.at(-1)?.[1] ?? NaN;
        return `<div style="background:${color(panel, value)}"><b>${escape(byName ? name : show(panel, value))}</b>${byName ? '' : escape(name)}</div>`;
    });
    return `<div class="stats">${figures.join('')}</div>`;
}

async function rows(panel: Panel, chosen: Record<string, string>): Promise<string> {
    const merged: Record<string, string>[] = [];
    for (const { metric, refId, points } of await ask(panel, chosen, until)) {
        const value = { [`Value #${refId}`]: String(points.at(-1)?.[1]) };
        const fitting = merged.filter(
            row =>
                !(`Value #${refId}` in row) &&
                Object.entries(metric).every(([name, text]) => (row[name] ?? text) === text),
        );
        fitting.forEach(row => Object.assign(row, metric, value));
        if (fitting.length === 0) {
            merged.push({ ...metric, ...value });
        }
    }
    const columns = (panel.fieldConfig?.overrides ?? []).map(({ matcher, properties }) => ({
        field: String(matcher.options),
        property: (id: string) => properties.find(property => property.id === id)?.value as unknown,
    }));
    const cell = (row: Record<string, string>, { field, property }: (typeof columns)[number]) => {
        const text = row[field] ?? '';
        if (!field.startsWith('Value') || text === '') {
            return `<td>${escape(text)}</td>`;
        }
        const mapping = mapped(property('mappings') as ValueMapping[] | undefined, Number(text));
        return mapping
            ? `<td style="color:${COLORS[mapping.color ?? 'text']}"><b>${mapping.text}</b></td>`
            : `<td>${escape(format((property('unit') as string | undefined) ?? 'none', Number(text)))}</td>`;
    };
    const lines = merged.map(row => `<tr>${columns.map(column => cell(row, column)).join('')}</tr>`).sort();
    const head = columns.map(({ property }) => `<th>${escape(String(property('displayName')))}</th>`).join('');
    return `<table><tr>${head}</tr>${lines.join('')}</table>`;
}

async function curves(panel: Panel, chosen: Record<string, string>, width: number, height: number): Promise<string> {
    const all = await ask(panel, chosen);
    const bars = panel.fieldConfig?.defaults.custom?.['drawStyle'] === 'bars';
    const sums = new Map<number, number>();
    if (bars) {
        all.forEach(({ points }) => points.forEach(([time, value]) => sums.set(time, (sums.get(time) ?? 0) + value)));
    }
    const scale = scaleOf(
        panel,
        bars ? [...sums.values()] : all.flatMap(({ points }) => points.map(([, value]) => value)),
    );
    const shown = all.filter(({ points }) => points.some(([, value]) => value !== 0));
    const listed = (shown.length === 0 ? all : shown).slice(0, 8);
    const bottom = height - 16 * Math.ceil(listed.length / 2) - 16;
    const at = (value: number) => 4 + (bottom - 4) * (1 - scale.part(value));
    const x = (time: number) => 50 + ((width - 50) * (time - since)) / (until - since);
    const grounds = new Map<number, number>();
    const drawn = listed.map(({ points }, index) => {
        const stroke = PALETTE[index % PALETTE.length];
        if (!bars) {
            return lines(points.filter(([, value]) => scale.has(value)))
                .map(
                    line =>
                        `<polyline fill="none" stroke="${stroke}" stroke-width="1.5" stroke-linecap="round" points="${[...line, line.at(-1)!].map(([t, v]) => `${x(t).toFixed(1)},${at(v).toFixed(1)}`).join(' ')}"/>`,
                )
                .join('');
        }
        return points
            .filter(([, value]) => value > 0)
            .map(([time, value]) => {
                const ground = grounds.get(time) ?? 0;
                grounds.set(time, ground + value);
                return `<rect x="${x(time).toFixed(1)}" y="${at(ground + value).toFixed(1)}" width="${Math.max(1, x(since + 1) - x(since)).toFixed(1)}" height="${(at(ground) - at(ground + value)).toFixed(1)}" fill="${stroke}"/>`;
            })
            .join('');
    });
    const axis = scale.marks.map(
        mark =>
            `<text x="46" y="${at(mark) + 4}" text-anchor="end">${escape(format(panel.fieldConfig?.defaults.unit ?? 'none', mark))}</text><line x1="50" x2="${width}" y1="${at(mark)}" y2="${at(mark)}" stroke="#eceef1"/>`,
    );
    const names = listed.map(
        ({ name }, index) =>
            `<text x="${(index % 2) * (width / 2) + 14}" y="${bottom + 30 + 16 * Math.floor(index / 2)}">${escape(name)}</text><rect x="${(index % 2) * (width / 2)}" y="${bottom + 22 + 16 * Math.floor(index / 2)}" width="10" height="8" fill="${PALETTE[index % PALETTE.length]}"/>`,
    );
    return svg(width, height, [...axis, ...drawn, ...clock(x, bottom + 12), ...names]);
}

async function states(panel: Panel, chosen: Record<string, string>, width: number, height: number): Promise<string> {
    const all = await ask(panel, chosen);
    const x = (time: number) => 110 + ((width - 110) * (time - since)) / (until - since);
    const each = Math.min(40, (height - 16) / Math.max(1, all.length));
    const bands = all.flatMap(({ name, points }, index) => [
        `<text x="0" y="${index * each + each / 2 + 4}">${escape(name)}</text>`,
        ...runs(points).map(([from, to, value]) => {
            const label = show(panel, value);
            const wide = x(to + 1) - x(from);
            return `<rect x="${x(from).toFixed(1)}" y="${index * each + 2}" width="${wide.toFixed(1)}" height="${each - 4}" fill="${color(panel, value)}"/>${wide > 7 * label.length ? `<text class="inside" x="${x(from) + 4}" y="${index * each + each / 2 + 4}">${escape(label)}</text>` : ''}`;
        }),
    ]);
    return svg(width, height, [...bands, ...clock(x, all.length * each + 12)]);
}

async function cells(panel: Panel, chosen: Record<string, string>, width: number, height: number): Promise<string> {
    const all = (await ask(panel, chosen))
        .filter(({ metric }) => metric['le'] !== '+Inf')
        .sort((one, other) => Number(one.metric['le']) - Number(other.metric['le']));
    const x = (time: number) => 50 + ((width - 50) * (time - since)) / (until - since);
    const each = (height - 16) / all.length;
    const drawn = all.flatMap(({ metric, points }, index) => {
        const below = new Map(all[index - 1]?.points ?? []);
        const y = height - 16 - (index + 1) * each;
        return [
            ...(index % 3 === 0
                ? [`<text x="46" y="${y + each}" text-anchor="end">${format('s', Number(metric['le']))}</text>`]
                : []),
            ...points.map(([time, value]) => {
                const count = value - (below.get(time) ?? 0);
                return count > 0.5
                    ? `<rect x="${x(time).toFixed(1)}" y="${y.toFixed(1)}" width="${(x(since + 1) - x(since) + 0.2).toFixed(1)}" height="${each.toFixed(1)}" fill="#4f7fc9" opacity="${Math.min(1, 0.2 + Math.sqrt(count) / 8).toFixed(2)}"/>`
                    : '';
            }),
        ];
    });
    return svg(width, height, [...drawn, ...clock(x, height - 2)]);
}

function svg(width: number, height: number, content: string[]): string {
    return `<svg width="${width}" height="${height}">${content.join('')}</svg>`;
}

function clock(x: (time: number) => number, y: number): string[] {
    return [0, 0.25, 0.5, 0.75].map(part => {
        const time = since + part * (until - since);
        return `<text x="${x(time)}" y="${y}">${new Date(time * 1000).toISOString().slice(11, 19)}</text>`;
    });
}

/** Where a series has gaps, its curve has too. */
function lines(points: [number, number][]): [number, number][][] {
    const result: [number, number][][] = [];
    points.forEach((point, index) => {
        const last = points[index - 1];
        if (last === undefined || point[0] - last[0] > 1.5) {
            result.push([]);
        }
        result.at(-1)?.push(point);
    });
    return result;
}

function runs(points: [number, number][]): [from: number, to: number, value: number][] {
    const result: [number, number, number][] = [];
    for (const [time, value] of points) {
        const last = result.at(-1);
        if (last !== undefined && last[2] === value && time - last[1] < 1.5) {
            last[1] = time;
        } else {
            result.push([time, time, value]);
        }
    }
    return result;
}

function mapped(mappings: ValueMapping[] | undefined, value: number): { text?: string; color?: string } | undefined {
    const options = mappings?.[0]?.options as Record<string, { text?: string; color?: string }> | undefined;
    return options?.[String(value)];
}

function show(panel: Panel, value: number): string {
    const defaults = panel.fieldConfig?.defaults;
    return mapped(defaults?.mappings, value)?.text ?? format(defaults?.unit ?? 'none', value);
}

function color(panel: Panel, value: number): string {
    const defaults = panel.fieldConfig?.defaults;
    const step = defaults?.thresholds?.steps.findLast(({ value: from }) => from === null || value >= from);
    return COLORS[mapped(defaults?.mappings, value)?.color ?? step?.color ?? 'text'] ?? '#8a8f99';
}

function format(unit: string, value: number): string {
    const rounded = (figure: number) => String(Number(figure.toPrecision(3)));
    switch (unit) {
        case 's':
            if (value === 0) return '0 s';
            return value < 1e-3
                ? `${rounded(value * 1e6)} µs`
                : value < 1
                  ? `${rounded(value * 1e3)} ms`
                  : `${rounded(value)} s`;
        case 'bytes':
            return `${rounded(value / 2 ** 20)} MiB`;
        case 'percentunit':
            return `${rounded(value * 100)} %`;
        case 'reqps':
        case 'pps':
            return `${rounded(value)}/s`;
        case 'dateTimeFromNow':
            return `${Math.round(until - value / 1000)} s ago`;
        case 'dateTimeAsIso':
        case TO_THE_MILLISECOND:
            return new Date(value).toISOString().slice(11, 23);
        default:
            return rounded(value);
    }
}

function escape(text: string): string {
    return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
