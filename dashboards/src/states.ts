// The states of a virtual router, as a number that can be drawn.
import { names } from './panels.js';

const labels = 'cluster, gateway, vrrp_instance, vrid, family';

export function state(selector: string): string {
    const is = (name: string) => `havip_vrrp_state{${selector}, state="${name}"}`;
    const lastResort = `2 * havip_vrrp_last_resort{${selector}}`; // which is active too
    return `sum by (${labels}) (${is('backup')} or 2 * ${is('active')} or 3 * ${is('fault')} or ${lastResort})`;
}

export const stateNames = names({
    0: ['initialize', 'text'],
    1: ['backup', 'blue'],
    2: ['active', 'green'],
    3: ['fault', 'red'],
    4: ['last resort', 'orange'],
});

export const upNames = names({ 0: ['down', 'red'], 1: ['up', 'green'] });
