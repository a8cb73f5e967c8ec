import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { pagesOf } from '../../src/cli/stored/removal-files.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweep-pages-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const page = (generator: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="generator" content="${generator}">
</head></html>`;

it('of the pages beside the database, only those that this program has made go', () => {
  const files = {
    own: page('flopsweep 0.1.0'),
    other: page('another program 0.1.0'),
    notes: '<h1>my notes on flopsweep</h1>',
    text: 'a text that says <meta name="generator" content="flopsweep 0.1.0">',
    empty: '',
  };
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, `${name}.html`), text);
  }
  mkdirSync(join(folder, 'folder.html'));
  const sweeps = [...Object.keys(files), 'folder', 'not-there'];
  expect(pagesOf(join(folder, 'sweep.db'), sweeps)).toEqual([join(folder, 'own.html')]);
});
