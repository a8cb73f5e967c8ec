import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sweep, type Ended } from '../integration/sweep-process.js';

const SPEC = fileURLToPath(new URL('../../experiments/notebook.yaml', import.meta.url));

/** Of twelve seeds each, Keras: 97.51 % (sd 0.25 points) and 97.18 % (0.17). */
const BANDS: readonly (readonly [hidden: string, low: number, high: number])[] = [
  ['100-100', 0.972, 0.978],
  ['50-50', 0.969, 0.975],
];

let folder: string;
let ended: Ended;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sweep-notebook-'));
  ended = await sweep([SPEC], folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function ask(sql: string): unknown[][] {
  const db = new Database(join(folder, 'results', 'sweep.db'), { readonly: true });
  try {
    return db.prepare(sql).raw(true).all() as unknown[][];
  } finally {
    db.close();
  }
}

describe('experiments/notebook.yaml', () => {
  it('trains five seeds of both networks to the end', () => {
    expect(ended.stderr).not.toContain('failed');
    expect(ended.code).toBe(0);
    expect(
      ask("SELECT hidden, count(*) FROM trials WHERE status = 'completed' GROUP BY hidden"),
    ).toEqual([
      ['100-100', 5],
      ['50-50', 5],
    ]);
  });

  it.each(BANDS)(
    'reaches the mean validation accuracy of %s that Keras reaches',
    (hidden, low, high) => {
      const [[mean]] = ask(
        `SELECT val_accuracy FROM configurations WHERE hidden = '${hidden}'`,
      ) as [[number]];
      expect(mean).toBeGreaterThanOrEqual(low);
      expect(mean).toBeLessThanOrEqual(high);
    },
  );

  it('has every seed within 96.6 to 98.3 %', () => {
    const [[low, high]] = ask('SELECT min(val_accuracy), max(val_accuracy) FROM trials') as [
      [number, number],
    ];
    expect(low).toBeGreaterThanOrEqual(0.966);
    expect(high).toBeLessThanOrEqual(0.983);
  });

  it('keeps ten epochs of curves for every trial, the last of which is the result', () => {
    expect(
      ask('SELECT min(n), max(n) FROM (SELECT count(*) AS n FROM epochs GROUP BY trial)'),
    ).toEqual([[10, 10]]);
    const differing = ask(
      `SELECT count(*) FROM epochs e JOIN trials t ON t.trial = e.trial
       WHERE e.epoch = 10 AND (e.val_accuracy <> t.val_accuracy OR e.loss <> t.loss)`,
    );
    expect(differing).toEqual([[0]]);
  });

  it('learns: the loss of the last epoch is far below that of the first', () => {
    const [[first, last]] = ask(
      `SELECT avg(loss) FILTER (WHERE epoch = 1), avg(loss) FILTER (WHERE epoch = 10) FROM epochs`,
    ) as [[number, number]];
    expect(last).toBeLessThan(first / 5);
  });
});
