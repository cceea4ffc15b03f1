// Every file that is made of these sources, by its name in this folder.
import { readFileSync } from 'node:fs';
import { dashboards, json } from './dashboards.js';
import { operator, scrape } from './rules.js';

const rules = ['recording', 'alerts'].map(name =>
    readFileSync(new URL(`../../prometheus/rules/havip-${name}.yml`, import.meta.url), 'utf8'),
);

export const files: Record<string, string> = {
    ...Object.fromEntries(Object.entries(dashboards).map(([name, dashboard]) => [name, json(dashboard)])),
    'prometheus/scrape.yml': scrape,
    'prometheus/operator.yml': operator(rules),
};
