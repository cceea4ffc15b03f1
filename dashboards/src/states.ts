// The states of a virtual router, as a number that can be drawn.
import { names } from './panels.js';

const labels = 'cluster, gateway, vrrp_instance, vrid, family';

export function state(selector: string): string {
    const is = (name: string) => `havip_vrrp_state{${selector}, state="${name}"}`;
    return `sum by (${labels}) (${is('backup')} or 2 * ${is('active')} or 3 * ${is('fault')})`;
}

export const stateNames = names({
    0: ['initialize', 'text'],
    1: ['backup', 'blue'],
    2: ['active', 'green'],
    3: ['fault', 'red'],
});

export const upNames = names({ 0: ['down', 'red'], 1: ['up', 'green'] });
