import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openForReading, SCHEMA_VERSION } from '../../src/store/open.js';
import { readSummaries, readSweep } from '../../src/store/read.js';
import { StoreError } from '../../src/store/store-error.js';
import { testStore, type TestStore } from './store-for-test.js';
import { writeVersion4 } from './version-4.js';

let store: TestStore;
beforeEach(() => {
  store = testStore();
});
afterEach(() => store.remove());

const OBJECTIVES = '[{"name":"val_accuracy","goal":"maximize"},{"name":"flops","goal":"minimize"}]';

describe('a database of version 4', () => {
  it('gets the verdicts of its results, to who only reads it as well', () => {
    // Five seeds each, 1.6 points and a fifth of the FLOPs apart: b is worse than a and costs more.
    writeVersion4(store.path, OBJECTIVES, [
      { id: 'a', flops: 100, accuracies: [0.951, 0.952, 0.95, 0.949, 0.948] },
      { id: 'b', flops: 120, accuracies: [0.935, 0.936, 0.934, 0.933, 0.932] },
      { id: 'c', flops: 140, accuracies: [0.981, 0.982, 0.98, 0.979, null] },
    ]);
    const db = openForReading(store.path);
    if (db === undefined) throw new Error('no database');
    expect(db.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION);
    expect(
      db.prepare('SELECT configuration, complete, on_front, verdict FROM configurations').all(),
    ).toEqual([
      { configuration: 'a', complete: 1, on_front: 1, verdict: 'front' },
      { configuration: 'b', complete: 1, on_front: 0, verdict: 'dominated' },
      { configuration: 'c', complete: 0, on_front: 0, verdict: null },
    ]);
    // Two configurations lend each other nothing: variance 2.5e-6, 2.776445 is t of 4 degrees of freedom.
    const { low, high } = db
      .prepare(
        "SELECT interval_low AS low, interval_high AS high FROM configurations WHERE configuration = 'a'",
      )
      .get() as { low: number; high: number };
    const half = Math.sqrt(2.5e-6 / 5);
    expect((high + low) / 2).toBeCloseTo(0.95, 9);
    expect(high - 0.95).toBeCloseTo(2.776445 * half, 8);
    db.close();
  });

  it.each([
    ['a metric in its wrong direction', '[{"name":"val_accuracy","goal":"minimize"}]', 1],
    ['seconds', '[{"name":"seconds","goal":"minimize"},{"name":"flops","goal":"minimize"}]', 0],
    ['no objective', '[]', 0],
    ['what is no list', '{"name":"val_accuracy"}', 0],
    ['a metric that nobody knows', '[{"name":"f1","goal":"maximize"}]', 0],
  ])('opens with %s as its objectives', (_what, objectives, onFront) => {
    writeVersion4(store.path, objectives, [{ id: 'a', flops: 100, accuracies: [0.9] }]);
    const { db } = store.writer();
    expect(db.prepare('SELECT count(*) FROM fronts').pluck().get()).toBe(onFront);
    expect(db.prepare('SELECT val_accuracy FROM configurations').pluck().all()).toEqual([0.9]);
    expect(readSummaries(db)).toMatchObject([{ sweep: 's', completed: 1 }]);
    expect(readSweep(db, 's')?.trials).toHaveLength(1);
    // And again, where something is left to work out.
    expect(() => store.writer()).not.toThrow();
  });

  it('is brought up to date whole or not at all', () => {
    writeVersion4(store.path, OBJECTIVES, [{ id: 'a', flops: 100, accuracies: [0.9] }]);
    const old = new Database(store.path);
    // In the way of the second table, so that the migration fails half-way.
    old.exec('CREATE TABLE sweep_verdicts (mine)');
    const state = (db: Database.Database): unknown => [
      db.pragma('user_version'),
      db.prepare('SELECT type, name, sql FROM sqlite_master ORDER BY name').all(),
      db.prepare('SELECT * FROM fronts').all(),
    ];
    const before = state(old);
    old.close();
    expect(() => store.writer()).toThrow(StoreError);
    const after = new Database(store.path, { readonly: true });
    expect(state(after)).toEqual(before);
    after.close();
  });
});
