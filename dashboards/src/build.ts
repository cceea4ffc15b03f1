// Writes grafana/*.json.
import { writeFileSync } from 'node:fs';
import { dashboards, json } from './dashboards.js';

for (const [name, dashboard] of Object.entries(dashboards)) {
    writeFileSync(new URL(`../../grafana/${name}.json`, import.meta.url), json(dashboard));
}
