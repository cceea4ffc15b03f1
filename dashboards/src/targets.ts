import type { Dashboard, Panel, RowPanel } from '@grafana/schema';
import type { PrometheusQuery } from './panels.js';

export function panels(dashboard: Dashboard): Panel[] {
    return (dashboard.panels ?? []).filter((panel: Panel | RowPanel): panel is Panel => panel.type !== 'row');
}

export function targets(panel: Panel): PrometheusQuery[] {
    return (panel.targets ?? []) as unknown as PrometheusQuery[];
}
