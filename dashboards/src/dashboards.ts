import { cloud } from './cloud.js';
import { failover } from './failover.js';
import { fleet } from './fleet.js';
import { oneGateway } from './gateway.js';
import { lab } from './lab.js';

/** Every dashboard by the name of its file. */
export const dashboards = {
    'grafana/fleet.json': fleet,
    'grafana/gateway.json': oneGateway,
    'grafana/failover.json': failover,
    'grafana/cloud.json': cloud,
    'lab/lab.json': lab,
};

export function json(dashboard: object): string {
    return `${JSON.stringify(dashboard, null, 2)}\n`;
}
