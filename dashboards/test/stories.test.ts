import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { stories, unitTests } from './stories.js';

const rules = ['recording', 'alerts'].map(name =>
    fileURLToPath(new URL(`../../prometheus/rules/havip-${name}.yml`, import.meta.url)),
);

describe('which alerts fire when', () => {
    let folder: string;

    before(() => {
        folder = mkdtempSync(join(tmpdir(), 'havip-stories-'));
    });
    after(() => rmSync(folder, { recursive: true }));

    for (const story of stories) {
        it(`${story.name}: ${story.fires?.join(', ') ?? 'none'}`, () => {
            const file = join(folder, 'story.yml');
            writeFileSync(file, unitTests(story, rules));
            const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', file], { encoding: 'utf8' });
            assert.equal(status, 0, stdout + stderr);
        });
    }
});
