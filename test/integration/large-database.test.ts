import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as claims from '../../src/store/claims.js';
import { openForWriting } from '../../src/store/open.js';
import * as results from '../../src/store/results.js';
import * as runs from '../../src/store/runs.js';
import { CommandFolder } from './command-folder.js';

const { fillSweep } = (await import(
  new URL('../../scripts/bench/stored-sweep.mjs', import.meta.url).href
)) as {
  fillSweep: (
    store: object,
    writer: object,
    shape: {
      readonly sweep: string;
      readonly configurations: number;
      readonly seeds: number;
      readonly epochs: number;
    },
  ) => void;
};

/** Some ten times what the slowest, `report`, takes on an idle machine. */
const PATIENCE_MS = 25_000;
/** Trials of which each 500th does not complete. */
const TRIALS = 10_000;
const WRONG = TRIALS / 500;

describe.each([
  ['five seeds', 2000, 5],
  ['one seed', 10_000, 1],
])('a database with 10,000 trials, %s', (_, configurations, seeds) => {
  let folder: CommandFolder;
  beforeAll(() => {
    folder = new CommandFolder();
    const db = openForWriting(join(folder.path, 'results', 'sweep.db'), '0.0.0');
    let time = Date.UTC(2026, 0, 1);
    const now = () => new Date((time += 10)).toISOString();
    const shape = { sweep: 'large', configurations, seeds, epochs: 2 };
    fillSweep({ claims, results, runs }, { db, now, isAlive: () => true }, shape);
    db.close();
  });
  afterAll(() => folder.remove());

  /** Standard output of a command that must end well and soon. */
  async function ask(...args: readonly string[]): Promise<string> {
    const start = performance.now();
    const { code, stdout, stderr } = await folder.run(...args);
    expect([code, stderr]).toEqual([0, '']);
    expect(performance.now() - start).toBeLessThan(PATIENCE_MS);
    return stdout;
  }

  test('is listed and shown, each configuration with its trials', async () => {
    expect(JSON.parse(await ask('list', '--json'))).toMatchObject([
      { sweep: 'large', trials: TRIALS, completed: TRIALS - WRONG },
    ]);
    const shown = JSON.parse(await ask('show', 'large', '--json')) as {
      readonly configurations: readonly {
        readonly trials: readonly string[];
        readonly statuses: Readonly<Record<string, number>>;
      }[];
    };
    expect(shown.configurations).toHaveLength(configurations);
    expect(new Set(shown.configurations.flatMap(({ trials }) => trials)).size).toBe(TRIALS);
    const statuses = shown.configurations.flatMap((item) => Object.entries(item.statuses));
    const count = (status: string): number =>
      statuses.reduce((sum, [name, trials]) => sum + (name === status ? trials : 0), 0);
    expect(count('completed')).toBe(TRIALS - WRONG);
    expect(count('failed') + count('timeout') + count('diverged')).toBe(WRONG);
    // The heading, a blank line and as many rows, at least.
    expect((await ask('show', 'large')).split('\n').length).toBeGreaterThan(configurations);
  });

  test('has the best that SQL finds', async () => {
    const [[configuration] = []] = folder.rows(
      'select configuration from configurations where complete order by val_accuracy desc, flops limit 1',
    );
    expect(JSON.parse(await ask('best', 'large', '--json'))).toMatchObject({ configuration });
  });

  test('tells why trials failed, with the last words of each', async () => {
    const { trials } = JSON.parse(await ask('logs', 'large', '--json', '--lines', '1')) as {
      readonly trials: readonly { readonly status: string; readonly log: string | null }[];
    };
    expect(trials).toHaveLength(WRONG);
    for (const { status, log } of trials) {
      if (status === 'diverged') expect(log).toBeNull();
      else expect(log).toMatch(/^line 39 of trial \d+$/);
    }
  });

  test('answers questions about its front', async () => {
    const front = folder.rows('select count(*) from configurations where on_front = 1')[0]?.[0];
    expect(JSON.parse(await ask('query', 'select * from fronts', '--json'))).toHaveLength(
      Number(front),
    );
  });

  test('becomes a page of less than 5 MB', async () => {
    await ask('report', 'large');
    const page = join(folder.path, 'results', 'large.html');
    expect(existsSync(page)).toBe(true);
    expect(statSync(page).size).toBeLessThan(5_000_000);
  });
});
