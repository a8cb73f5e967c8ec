import { epochMetrics } from './epoch-metrics.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { summarizeConfigurations } from '../../src/front/configurations.js';
import { roundMean } from '../../src/front/numbers.js';
import { frontOf } from '../../src/front/front.js';
import { claimTrials } from '../../src/store/claims.js';
import { recordLatencies } from '../../src/store/models.js';
import { readTrials } from '../../src/store/read.js';
import { recordEpoch, recordTrialEnd } from '../../src/store/results.js';
import { beginRun, endRun } from '../../src/store/runs.js';
import type { Writer } from '../../src/store/writer.js';
import { RandomStream } from '../../src/random/stream.js';
import type { Objective } from '../../src/trial/objective.js';
import { COSTS } from '../../src/quantity/costs.js';
import { METRICS } from '../../src/quantity/metrics.js';
import { holder, latency, planned, row, testStore, type TestStore } from './store-for-test.js';

let store: TestStore;
beforeEach(() => {
  store = testStore();
  store.living.add(1);
});
afterEach(() => store.remove());

function complete(
  writer: Writer,
  run: number,
  trial: string,
  val_accuracy: number,
  val_loss = 1,
): void {
  const claim = claimTrials(writer, run, [trial], 'layers', holder(1));
  if (claim.state !== 'claimed') throw new Error(claim.state);
  const values = { loss: val_loss, accuracy: val_accuracy, val_loss, val_accuracy };
  recordEpoch(writer, claim.job, trial, epochMetrics(values));
  recordTrialEnd(writer, claim.job, trial, {
    status: 'completed',
    test: { test_loss: 1, test_accuracy: 0.5 },
  });
}

describe('the view configurations', () => {
  it('has mean and sample standard deviation over the completed seeds', () => {
    const writer = store.writer();
    const run = beginRun(writer, planned('s', [row('a')], [0, 1, 2, 3]), holder(1));
    // Mean 5, sd sqrt(20 / 3) of 2, 4, 6, 8, scaled by 0.1.
    [0.2, 0.4, 0.6, 0.8].forEach((accuracy, seed) => complete(writer, run, `a/${seed}`, accuracy));
    const found = writer.db
      .prepare('SELECT n, seeds, complete, val_accuracy, val_accuracy_sd FROM configurations')
      .get() as Record<string, number>;
    expect(found).toMatchObject({ n: 4, seeds: 4, complete: 1 });
    expect(found['val_accuracy']).toBeCloseTo(0.5, 12);
    expect(found['val_accuracy_sd']).toBeCloseTo(0.1 * Math.sqrt(20 / 3), 12);
  });

  it('has no spread for one seed, and is not complete while a seed is missing', () => {
    const writer = store.writer();
    const run = beginRun(writer, planned('s', [row('a')], [0, 1]), holder(1));
    complete(writer, run, 'a/0', 0.9);
    expect(
      writer.db.prepare('SELECT n, seeds, complete, val_accuracy_sd FROM configurations').get(),
    ).toEqual({ n: 1, seeds: 2, complete: 0, val_accuracy_sd: null });
    expect(writer.db.prepare('SELECT count(*) FROM fronts').pluck().get()).toBe(0);
  });

  it('has neither mean nor spread of a metric that a trial was trained without', () => {
    const writer = store.writer();
    const run = beginRun(writer, planned('s', [row('a'), row('b')], [0, 1]), holder(1));
    for (const trial of ['a/0', 'a/1', 'b/0', 'b/1']) complete(writer, run, trial, 0.5);
    writer.db.exec("UPDATE stored_trials SET val_top5_accuracy = NULL WHERE id <> 'b/1'");
    const columns = 'val_accuracy_sd, val_top5_accuracy, val_top5_accuracy_sd';
    expect(
      writer.db.prepare(`SELECT configuration, complete, ${columns} FROM configurations`).all(),
    ).toEqual(
      ['a', 'b'].map((configuration) => ({
        configuration,
        complete: 1,
        val_accuracy_sd: 0,
        val_top5_accuracy: null,
        val_top5_accuracy_sd: null,
      })),
    );
  });

  it('leaves out what a constraint excludes; the trials view says which', () => {
    const writer = store.writer();
    const excluded = row('b', { skipped: 'flops <= 100' });
    beginRun(writer, planned('s', [row('a'), excluded], [0]), holder(1));
    expect(writer.db.prepare('SELECT configuration FROM configurations').pluck().all()).toEqual([
      'a',
    ]);
    expect(
      writer.db.prepare("SELECT status, error FROM trials WHERE configuration = 'b'").get(),
    ).toEqual({ status: 'skipped', error: 'excluded by the constraint flops <= 100' });
  });
});

describe('the view fronts', () => {
  it('is the front that front/ finds, whatever the objectives (200 random sweeps)', () => {
    const writer = store.writer();
    // Thousands of small transactions, none worth keeping.
    writer.db.pragma('synchronous = OFF');
    const random = new RandomStream(5, 'order', 0);
    for (let round = 0; round < 200; round++) {
      const names = [...METRICS.filter((name) => name !== 'seconds'), ...COSTS];
      const objectives = Array.from({ length: 2 + random.below(3) }, (): Objective => {
        const [name = 'flops'] = names.splice(random.below(names.length), 1);
        return { name, goal: random.below(2) === 0 ? 'maximize' : 'minimize' };
      });
      // Few distinct values: ties and equal points must come up often. Beyond 2^53 as well.
      const huge = random.below(2) === 0 ? 2n ** 60n : 0n;
      const rows = Array.from({ length: 1 + random.below(6) }, (_, index) =>
        row(`${round}-${index}`, {
          flops: huge + BigInt(random.below(4)),
          params: huge + BigInt(random.below(4)),
          training_flops: huge + BigInt(random.below(4)),
        }),
      );
      const sweep = `s${round}`;
      const run = beginRun(writer, planned(sweep, rows, [0], { objectives }), holder(1));
      for (const { id } of rows) {
        if (random.below(5) > 0)
          complete(writer, run, `${id}/0`, random.below(4) / 4, random.below(4));
      }
      writer.db.prepare('UPDATE runs SET finished = started').run();
      const inSql = writer.db
        .prepare('SELECT configuration FROM fronts WHERE sweep = ?')
        .pluck()
        .all(sweep) as string[];
      const expected = frontOf(summarizeConfigurations(readTrials(writer.db, sweep)), objectives);
      expect(inSql.sort()).toEqual(expected.map(({ configuration }) => configuration).sort());
    }
  });
});

describe('numbers of the views', () => {
  const means = (writer: Writer, values: readonly number[]): Record<string, number> => {
    const run = beginRun(
      writer,
      planned(
        's',
        [row('a')],
        values.map((_, seed) => seed),
      ),
      holder(1),
    );
    values.forEach((value, seed) => complete(writer, run, `a/${seed}`, value));
    return writer.db
      .prepare('SELECT val_accuracy, val_accuracy_sd FROM configurations')
      .get() as Record<string, number>;
  };

  it.each([
    // In doubles 0.9661 + 0.9669 + 0.9665 over 3 is 0.9664999999999999.
    [[0.9661, 0.9669, 0.9665], 0.9665, 0.0004],
    // 0.1 + 0.2 is 0.30000000000000004; the sd of two values is their difference over sqrt 2.
    [[0.1, 0.2], 0.15, 0.0707106781187],
    [[0.1, 0.1, 0.1], 0.1, 0],
    [[1 / 3, 1 / 3, 1 / 3, 1 / 3, 1 / 3, 1 / 3, 1 / 3], 0.333333333333333, 0],
  ])('are as short as they are exact: %j has mean %d, sd %d', (values, mean, sd) => {
    expect(means(store.writer(), values)).toEqual({ val_accuracy: mean, val_accuracy_sd: sd });
  });

  it('are those that programs get as JSON, whatever the values (200 random configurations)', () => {
    const writer = store.writer();
    writer.db.pragma('synchronous = OFF');
    const random = new RandomStream(11, 'order', 0);
    const rows = Array.from({ length: 200 }, (_, index) => row(`c${index}`));
    const run = beginRun(writer, planned('s', rows, [0, 1, 2]), holder(1));
    for (const { id } of rows) {
      for (const seed of [0, 1, 2]) {
        const images = 1 + random.below(60_000);
        complete(writer, run, `${id}/${seed}`, random.below(images) / images, random.below(9) / 7);
      }
    }
    const found = writer.db
      .prepare('SELECT configuration, val_accuracy, val_accuracy_sd, val_loss FROM configurations')
      .all() as Record<string, number>[];
    const summaries = summarizeConfigurations(readTrials(writer.db, 's'));
    expect(found).toEqual(
      summaries.map(({ configuration, means: { val_accuracy, val_loss } }) => ({
        configuration,
        val_accuracy: roundMean(val_accuracy?.mean ?? null),
        val_accuracy_sd: expect.closeTo(val_accuracy?.sd ?? NaN, 11) as number,
        val_loss: roundMean(val_loss?.mean ?? null),
      })),
    );
  });
});

it('every time in the database is ISO-8601 in UTC with milliseconds', () => {
  const writer = store.writer();
  const run = beginRun(writer, planned('s', [row('a')], [0]), holder(1));
  complete(writer, run, 'a/0', 0.9);
  recordLatencies(writer, [latency('a/0')]);
  endRun(writer, run);
  const names = writer.db
    .prepare("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
    .pluck()
    .all() as string[];
  const isTime = /^(created|updated|started|finished|heartbeat|measured)$/;
  let seen = 0;
  for (const name of names) {
    for (const found of writer.db.prepare(`SELECT * FROM ${name}`).all()) {
      for (const [column, value] of Object.entries(found as Record<string, unknown>)) {
        if (!isTime.test(column) || value === null) continue;
        expect(value, `${name}.${column}`).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
        seen++;
      }
    }
  }
  expect(seen).toBeGreaterThan(10);
});
