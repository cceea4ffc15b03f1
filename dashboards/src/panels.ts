// The kinds of panels that the dashboards are made of, with the types of Grafana's own schema.
import {
    BigValueColorMode,
    BigValueGraphMode,
    BigValueJustifyMode,
    BigValueTextMode,
    type DataQuery,
    type DataTransformerConfig,
    FieldColorModeId,
    type FieldConfig,
    GraphDrawStyle,
    type GraphFieldConfig,
    GraphThresholdsStyleMode,
    HeatmapCellLayout,
    LegendDisplayMode,
    MappingType,
    type Panel,
    PercentChangeColorMode,
    ScaleDistribution,
    SortOrder,
    StackingMode,
    type TableFieldOptions,
    TableCellDisplayMode,
    ThresholdsMode,
    TooltipDisplayMode,
    type Threshold,
    type ValueMapping,
    VisibilityMode,
    VizOrientation,
} from '@grafana/schema';
import {
    HeatmapColorMode,
    HeatmapColorScale,
    type Options as HeatmapOptions,
} from '@grafana/schema/dist/esm/raw/composable/heatmap/panelcfg/x/HeatmapPanelCfg_types.gen';
import type { Options as StatOptions } from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type {
    FieldConfig as TimelineFieldConfig,
    Options as TimelineOptions,
} from '@grafana/schema/dist/esm/raw/composable/statetimeline/panelcfg/x/StateTimelinePanelCfg_types.gen';
import type { Options as TableOptions } from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen';
import type { Options as TimeSeriesOptions } from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';

export const datasource = { type: 'prometheus', uid: '${datasource}' };

/** A unit: which gateway was the first is told by less than a second. */
export const TO_THE_MILLISECOND = 'time:YYYY-MM-DD HH:mm:ss.SSS';

/** What Grafana's Prometheus data source calls a query; the schema has no type for it. */
export interface PrometheusQuery extends DataQuery {
    expr: string;
    legendFormat?: string;
    instant: boolean;
    range: boolean;
    format: 'time_series' | 'table' | 'heatmap';
}

/** A query, and what its series are called. */
export interface Query {
    expr: string;
    legend?: string;
}

interface Common {
    title: string;
    /** What it shows, what is normal, and what to do about the rest. */
    description: string;
    /** Of 24 columns. */
    width: number;
    unit: string;
    decimals?: number;
    thresholds?: Threshold[];
    mappings?: ValueMapping[];
    min?: number;
    max?: number;
    /** The alert whose runbook says more. */
    runbook?: string;
    /** Into how many intervals the time shown is divided; as many as there are pixels unless told otherwise. */
    intervals?: number;
}

export interface SizedPanel {
    width: number;
    panel: Panel;
}

/** Steps of colour: the first one is for everything below the second. */
export function steps(base: string, ...rest: [number, string][]): Threshold[] {
    // Grafana's first step has no value: JSON has no minus infinity.
    return [{ value: null as unknown as number, color: base }, ...rest.map(([value, color]) => ({ value, color }))];
}

/** Names and colours for values. */
export function names(values: Record<string, [text: string, color: string]>): ValueMapping[] {
    return [
        {
            type: MappingType.ValueToText,
            options: Object.fromEntries(
                Object.entries(values).map(([value, [text, color]], index) => [value, { text, color, index }]),
            ),
        },
    ];
}

function queries(list: Query[], how: Pick<PrometheusQuery, 'instant' | 'format'>): Record<string, unknown>[] {
    return list.map(
        (query, index) =>
            ({
                refId: String.fromCharCode(65 + index),
                datasource,
                expr: query.expr.replace(/\s+/g, ' ').trim(),
                ...(query.legend === undefined ? {} : { legendFormat: query.legend }),
                ...how,
                range: !how.instant,
            }) satisfies PrometheusQuery,
    );
}

function panel<Custom>(
    type: string,
    common: Common,
    rest: { targets: Record<string, unknown>[]; options: object; custom?: Custom; color: FieldColorModeId } & Pick<
        Panel,
        'transformations'
    > & { overrides?: { matcher: { id: string; options: string }; properties: { id: string; value?: unknown }[] }[] },
): SizedPanel {
    const { targets, options, custom, color, transformations, overrides } = rest;
    const defaults: FieldConfig<Custom> = {
        unit: common.unit,
        color: { mode: color },
        thresholds: { mode: ThresholdsMode.Absolute, steps: common.thresholds ?? steps('green') },
        ...(common.decimals === undefined ? {} : { decimals: common.decimals }),
        ...(common.mappings === undefined ? {} : { mappings: common.mappings }),
        ...(common.min === undefined ? {} : { min: common.min }),
        ...(common.max === undefined ? {} : { max: common.max }),
        ...(custom === undefined ? {} : { custom: custom as Custom & Record<string, unknown> }),
    };
    return {
        width: common.width,
        panel: {
            type,
            title: common.title,
            description: common.description,
            datasource,
            ...(common.runbook === undefined ? {} : { links: [runbook(common.runbook)] }),
            ...(common.intervals === undefined ? {} : { maxDataPoints: common.intervals }),
            targets,
            fieldConfig: { defaults: defaults as FieldConfig, overrides: overrides ?? [] },
            options: options as Record<string, unknown>,
            ...(transformations === undefined ? {} : { transformations }),
        },
    };
}

function runbook(alert: string) {
    return {
        title: `Runbook ${alert}`,
        url: `\${runbooks}/${alert}.md`,
        type: 'link' as const,
        icon: 'doc',
        tooltip: '',
        tags: [],
        asDropdown: false,
        includeVars: false,
        keepTime: false,
        targetBlank: true,
    };
}

/** One figure, or one for each series. */
export function stat(common: Common & { queries: Query[]; text?: BigValueTextMode; fields?: string }): SizedPanel {
    return panel('stat', common, {
        targets: queries(common.queries, {
            instant: true,
            format: common.fields === undefined ? 'time_series' : 'table',
        }),
        color: FieldColorModeId.Thresholds,
        options: {
            colorMode: BigValueColorMode.Background,
            graphMode: BigValueGraphMode.None,
            justifyMode: BigValueJustifyMode.Auto,
            orientation: VizOrientation.Auto,
            percentChangeColorMode: PercentChangeColorMode.Standard,
            reduceOptions: { calcs: ['lastNotNull'], values: false, fields: common.fields ?? '' },
            showPercentChange: false,
            textMode: common.text ?? BigValueTextMode.Auto,
            wideLayout: true,
        } satisfies StatOptions,
    });
}

/** Curves over time; as stacked bars, what happened in each interval. */
export function timeSeries(
    common: Common & { queries: Query[]; bars?: boolean; line?: boolean; logarithmic?: boolean },
): SizedPanel {
    const intervals = common.bars ? { intervals: 100 } : {}; // so that a bar has a width
    return panel<GraphFieldConfig>(
        'timeseries',
        { ...intervals, ...common },
        {
            targets: queries(common.queries, { instant: false, format: 'time_series' }),
            color: FieldColorModeId.PaletteClassic,
            custom: {
                drawStyle: common.bars ? GraphDrawStyle.Bars : GraphDrawStyle.Line,
                fillOpacity: common.bars ? 80 : common.logarithmic ? 0 : 10,
                lineWidth: 1,
                ...(common.logarithmic
                    ? { scaleDistribution: { type: ScaleDistribution.Log, log: 10 }, pointSize: 8 }
                    : {}),
                showPoints: VisibilityMode.Auto,
                spanNulls: false,
                stacking: { mode: common.bars ? StackingMode.Normal : StackingMode.None },
                thresholdsStyle: {
                    mode: common.line ? GraphThresholdsStyleMode.DashedAndArea : GraphThresholdsStyleMode.Off,
                },
            },
            options: {
                legend: {
                    // A sum of rates would be nothing.
                    calcs: common.bars && common.unit === 'none' ? ['sum', 'max'] : ['lastNotNull', 'mean', 'max'],
                    displayMode: LegendDisplayMode.Table,
                    placement: 'bottom',
                    showLegend: true,
                },
                tooltip: { mode: TooltipDisplayMode.Multi, sort: SortOrder.Descending },
            } satisfies TimeSeriesOptions,
        },
    );
}

/** How often which value, over time, from a histogram's buckets. */
export function heatmap(common: Common & { expr: string }): SizedPanel {
    return panel('heatmap', common, {
        targets: queries([{ expr: common.expr, legend: '{{le}}' }], { instant: false, format: 'heatmap' }),
        color: FieldColorModeId.Thresholds,
        options: {
            calculate: false,
            cellGap: 0,
            color: {
                mode: HeatmapColorMode.Scheme,
                scale: HeatmapColorScale.Exponential,
                exponent: 0.5,
                scheme: 'Spectral',
                steps: 64,
                reverse: false,
                fill: 'dark-orange',
            },
            exemplars: { color: 'rgba(255,0,255,0.7)' },
            filterValues: { le: 1e-9 },
            legend: { show: true },
            rowsFrame: { layout: HeatmapCellLayout.auto },
            showValue: VisibilityMode.Never,
            tooltip: { mode: TooltipDisplayMode.Single, yHistogram: false },
            yAxis: { unit: common.unit, scaleDistribution: { type: ScaleDistribution.Log, log: 10 } },
        } satisfies HeatmapOptions,
    });
}

/** Which state when. */
export function timeline(common: Common & { queries: Query[] }): SizedPanel {
    return panel<TimelineFieldConfig>('state-timeline', common, {
        targets: queries(common.queries, { instant: false, format: 'time_series' }),
        color: FieldColorModeId.Thresholds,
        custom: { fillOpacity: 80, lineWidth: 0 },
        options: {
            alignValue: 'left',
            legend: { calcs: [], displayMode: LegendDisplayMode.List, placement: 'bottom', showLegend: true },
            mergeValues: true,
            rowHeight: 0.9,
            showValue: VisibilityMode.Auto,
            tooltip: { mode: TooltipDisplayMode.Single, sort: SortOrder.None },
        } satisfies TimelineOptions,
    });
}

export interface Column {
    /** The label, or "Value #A" for the first query's value. */
    field: string;
    title: string;
    unit?: string;
    decimals?: number;
    mappings?: ValueMapping[];
    /** Where a click leads. */
    link?: { title: string; url: string };
}

/** A row for each set of labels, a column for each label and each query's value, in this order and no others. */
export function table(
    common: Common & { queries: Query[]; columns: Column[]; sortBy: string; newestFirst?: boolean },
): SizedPanel {
    const order: DataTransformerConfig[] = [
        { id: 'merge', options: {} },
        { id: 'filterFieldsByName', options: { include: { names: common.columns.map(({ field }) => field) } } },
        {
            id: 'organize',
            options: { indexByName: Object.fromEntries(common.columns.map(({ field }, index) => [field, index])) },
        },
    ];
    return panel<Partial<TableFieldOptions>>('table', common, {
        targets: queries(common.queries, { instant: true, format: 'table' }),
        color: FieldColorModeId.Thresholds,
        custom: { inspect: false, filterable: true },
        transformations: order,
        overrides: common.columns.map(column => ({
            matcher: { id: 'byName', options: column.field },
            properties: [
                { id: 'displayName', value: column.title },
                ...(column.unit === undefined ? [] : [{ id: 'unit', value: column.unit }]),
                ...(column.decimals === undefined ? [] : [{ id: 'decimals', value: column.decimals }]),
                ...(column.mappings === undefined
                    ? []
                    : [
                          { id: 'mappings', value: column.mappings },
                          { id: 'custom.cellOptions', value: { type: TableCellDisplayMode.ColorBackground } },
                      ]),
                ...(column.link === undefined ? [] : [{ id: 'links', value: [{ ...column.link, targetBlank: true }] }]),
            ],
        })),
        options: {
            frameIndex: 0,
            showHeader: true,
            sortBy: [{ displayName: common.sortBy, desc: common.newestFirst ?? false }],
        } satisfies TableOptions,
    });
}
