import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { modelFolders, pagesOf, removableFolders } from '../../src/cli/stored/removal.js';

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

describe('of what a database names as a kept model, its own trial folder alone is removed', () => {
  const TRIAL = '0123456789abcdef';
  const OTHER = 'fedcba9876543210';
  const removable = (model: string, database = 'sweep.db') => {
    const path = join(folder, database);
    return removableFolders(path, modelFolders(path, [model], [TRIAL]));
  };
  const goes = (name: string) => ({ folders: [join(folder, 'models', name)], refused: [] });

  it.each([
    ['sweep.db', TRIAL],
    ['runs.db', `${TRIAL}.runs.db`],
    // Once called so, and renamed.
    ['new.db', `${TRIAL}.old.db`],
  ])('of %s: models/%s', (database, name) => {
    mkdirSync(join(folder, 'models', name), { recursive: true });
    expect(removable(`models/${name}/model.json`, database)).toEqual(goes(name));
  });

  it.each([
    'precious/model.json',
    'model.json',
    'models/model.json',
    'models/precious/model.json',
    `models/${OTHER}/model.json`,
    `models/${TRIAL}/weights.bin`,
    `models/${TRIAL}/deeper/model.json`,
    `models/${TRIAL}./model.json`,
    `models/${TRIAL}.sweep.db/model.json`,
    `models/${TRIAL}0/model.json`,
    `models/${TRIAL}/../model.json`,
    `models/../precious/${TRIAL}/model.json`,
    `./models/${TRIAL}/model.json`,
    `/models/${TRIAL}/model.json`,
    `models/${TRIAL}.\\..\\..\\precious/model.json`,
    '../outside/model.json',
    '',
  ])('never %j', (model) => {
    expect(removable(model)).toEqual({ folders: [], refused: [model] });
  });

  it('never through a link, though it is read there', () => {
    mkdirSync(join(folder, 'outside', TRIAL), { recursive: true });
    symlinkSync('outside', join(folder, 'models'));
    const model = `models/${TRIAL}/model.json`;
    const path = join(folder, 'sweep.db');
    const at = join(folder, 'models', TRIAL);
    expect(modelFolders(path, [model], [TRIAL])).toEqual({ folders: [at], refused: [] });
    expect(removable(model)).toEqual({ folders: [], refused: [at] });
    rmSync(join(folder, 'models'));
    mkdirSync(join(folder, 'models'));
    symlinkSync(`../outside/${TRIAL}`, at);
    expect(removable(model)).toEqual({ folders: [], refused: [at] });
  });

  it('never the model of another database that is still beside it', () => {
    const at = join(folder, 'models', TRIAL);
    mkdirSync(at, { recursive: true });
    writeFileSync(join(folder, 'sweep.db'), '');
    const model = `models/${TRIAL}/model.json`;
    expect(removable(model, 'copy.db')).toEqual({ folders: [], refused: [at] });
    renameSync(join(folder, 'sweep.db'), join(folder, 'copy.db'));
    expect(removable(model, 'copy.db')).toEqual(goes(TRIAL));
  });
});
