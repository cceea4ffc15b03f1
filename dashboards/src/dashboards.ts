import { failover } from './failover.js';
import { fleet } from './fleet.js';
import { oneGateway } from './gateway.js';

/** Every dashboard by the name of its file in grafana/. */
export const dashboards = { fleet, gateway: oneGateway, failover };

export function json(dashboard: object): string {
    return `${JSON.stringify(dashboard, null, 2)}\n`;
}
