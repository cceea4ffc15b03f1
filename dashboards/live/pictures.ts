// Draws every dashboard, with what its queries return, into docs/images/*.png. Needs Chromium, no Grafana.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Dashboard } from '@grafana/schema';
import { dashboards } from '../src/dashboards.js';
import { panels } from '../src/targets.js';
import { draw, page } from './drawing.js';

const NOTE =
    "What the dashboard's queries returned from a Prometheus that watched the lab, drawn by dashboards/live; not a screenshot of Grafana.";
const images = fileURLToPath(new URL('../../../docs/images/', import.meta.url));
mkdirSync(images, { recursive: true });

for (const [path, dashboard] of Object.entries(dashboards) as [string, Dashboard][]) {
    const name = basename(path, '.json');
    const chosen = name === 'gateway' ? { gateway: 'gw2' } : {};
    const drawings: string[] = [];
    for (const panel of panels(dashboard)) {
        drawings.push(await draw(panel, chosen));
    }
    const { html, height } = page(dashboard, drawings, chosen.gateway ? `${NOTE} Gateway gw2.` : NOTE);
    const file = `${images}${name}.html`;
    writeFileSync(file, html);
    execFileSync(
        'chromium',
        [
            '--headless',
            '--no-sandbox',
            '--disable-gpu',
            '--hide-scrollbars',
            `--window-size=1464,${height}`,
            `--screenshot=${images}${name}.png`,
            `file://${file}`,
        ],
        { stdio: 'ignore' },
    );
    rmSync(file);
}
