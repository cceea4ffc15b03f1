// What the dashboards have in common: variables, links, the layout of rows and panels.
import {
    type AnnotationQuery,
    type Dashboard,
    DashboardCursorSync,
    type Panel,
    type RowPanel,
    VariableHide,
    type VariableModel,
    VariableRefresh,
    VariableSort,
} from '@grafana/schema';
import { datasource, type PrometheusQuery, type SizedPanel } from './panels.js';

const COLUMNS = 24;

export interface Row {
    title: string;
    /** Of its panels, in grid units of 30 pixels. */
    height: number;
    panels: SizedPanel[];
}

export interface Outline {
    uid: string;
    title: string;
    description: string;
    variables: VariableModel[];
    from: string;
    rows: Row[];
}

/** A variable whose values are those of a label. */
export function label(name: string, title: string, of: string, choice: 'one' | 'many' = 'many'): VariableModel {
    const many = choice === 'many';
    return {
        name,
        label: title,
        type: 'query',
        datasource,
        query: { query: `label_values(${of}, ${name})`, refId: name },
        refresh: VariableRefresh.onTimeRangeChanged,
        sort: VariableSort.alphabeticalAsc,
        multi: many,
        includeAll: many,
        // Also what has no such label at all.
        ...(many ? { allValue: '.*', current: { text: 'All', value: '$__all' } } : {}),
    };
}

export const cluster = label('cluster', 'Cluster', 'havip_build_info');
export const instance = label('vrrp_instance', 'VRRP instance', 'havip_vrrp_state{cluster=~"$cluster"}');
export function gateway(choice: 'one' | 'many'): VariableModel {
    return label('gateway', 'Gateway', 'havip_build_info{cluster=~"$cluster"}', choice);
}

const common: VariableModel[] = [
    { name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus' },
    {
        name: 'runbooks',
        label: 'Where the runbooks are',
        type: 'constant',
        query: '/public/runbooks',
        current: { text: '/public/runbooks', value: '/public/runbooks' },
        hide: VariableHide.hideVariable,
        skipUrlSync: true,
    },
];

const target: PrometheusQuery = {
    refId: 'transitions',
    datasource,
    // Grafana looks once for each pixel: slots that were filled anew between two looks, or went with their agent, count too.
    expr: 'last_over_time(havip_vrrp_recent_transition_timestamp_seconds{cluster=~"$cluster"}[$__rate_interval]) * 1000',
    instant: false,
    range: true,
    format: 'time_series',
};
/** A mark on every panel at the very time of each transition. */
const transitions: AnnotationQuery & Record<string, unknown> = {
    name: 'Transitions',
    enable: true,
    iconColor: 'purple',
    datasource,
    target,
    expr: target.expr,
    titleFormat: '{{gateway}}: {{vrrp_instance}} {{from}} to {{to}}, {{cause}}',
    useValueForTime: true,
};

export function dashboard(outline: Outline): Dashboard {
    return {
        uid: outline.uid,
        title: outline.title,
        description: outline.description,
        tags: ['havip'],
        schemaVersion: 41,
        editable: false,
        graphTooltip: DashboardCursorSync.Crosshair,
        refresh: '5s',
        time: { from: outline.from, to: 'now' },
        timezone: 'browser',
        links: [
            {
                title: 'havip',
                type: 'dashboards',
                tags: ['havip'],
                icon: 'external link',
                tooltip: '',
                asDropdown: false,
                includeVars: true,
                keepTime: true,
                targetBlank: false,
            },
        ],
        annotations: { list: [transitions] },
        templating: { list: [...common, cluster, ...outline.variables] },
        panels: layOut(outline.rows),
    };
}

function layOut(rows: Row[]): (Panel | RowPanel)[] {
    const result: (Panel | RowPanel)[] = [];
    let y = 0;
    for (const row of rows) {
        result.push({
            id: result.length + 1,
            type: 'row',
            title: row.title,
            collapsed: false,
            gridPos: { x: 0, y, w: COLUMNS, h: 1 },
            panels: [],
        });
        y += 1;
        let x = 0;
        for (const { width, panel } of row.panels) {
            if (x + width > COLUMNS) {
                x = 0;
                y += row.height;
            }
            result.push({ id: result.length + 1, ...panel, gridPos: { x, y, w: width, h: row.height } });
            x += width;
        }
        y += row.height;
    }
    return result;
}
