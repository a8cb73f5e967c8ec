import { expect, test } from 'vitest';
import { summarizeConfigurations } from '../../../src/front/configurations.js';
import { frontOf } from '../../../src/front/front.js';
import { FrontWatch } from '../../../src/run/executing/train-all.js';
import type { Objective } from '../../../src/trial/objective.js';
import type { TrialRecord } from '../../../src/trial/records.js';

const OBJECTIVES: readonly Objective[] = [
  { name: 'val_accuracy', goal: 'maximize' },
  { name: 'flops', goal: 'minimize' },
];

const row = (configuration: string, seed: number, flops: number, val_accuracy: number | null) =>
  ({
    configuration,
    seed,
    flops,
    params: 1,
    training_flops: flops,
    val_accuracy,
    status: val_accuracy === null ? 'pending' : 'completed',
  }) as TrialRecord;

/** A sweep whose rows change as it is trained; how often all of them were read. */
function sweepOf(rows: TrialRecord[]) {
  const reads = { all: 0, of: 0 };
  const watch = new FrontWatch(
    {
      all: () => ((reads.all += 1), rows),
      of: (id) => ((reads.of += 1), rows.filter(({ configuration }) => configuration === id)),
    },
    OBJECTIVES,
  );
  const complete = (configuration: string, seed: number, val_accuracy: number): boolean => {
    const at = rows.findIndex((one) => one.configuration === configuration && one.seed === seed);
    rows[at] = { ...(rows[at] as TrialRecord), val_accuracy, status: 'completed' };
    return watch.joins(configuration) !== null;
  };
  return { complete, reads };
}

test('a configuration joins with its last seed, where nothing cheaper is as good', () => {
  const { complete } = sweepOf([
    row('small', 0, 10, null),
    row('small', 1, 10, null),
    row('large', 0, 20, null),
    row('waste', 0, 30, null),
    row('best', 0, 40, null),
  ]);
  expect(complete('small', 0, 0.9)).toBe(false);
  // The mean is 0.92.
  expect(complete('small', 1, 0.94)).toBe(true);
  expect(complete('large', 0, 0.93)).toBe(true);
  expect(complete('waste', 0, 0.925)).toBe(false);
  expect(complete('best', 0, 0.99)).toBe(true);
});

test('results of earlier runs count, and may keep a newcomer out', () => {
  const { complete } = sweepOf([row('old', 0, 10, 0.95), row('new', 0, 20, null)]);
  expect(complete('new', 0, 0.94)).toBe(false);
});

test('three thousand configurations are read once as a whole, and agree with the front of them all', () => {
  const rows = Array.from({ length: 3000 }, (_, index) => row(`c${index}`, 0, index + 1, null));
  const { complete, reads } = sweepOf(rows);
  const joined: string[] = [];
  for (let index = 0; index < rows.length; index++) {
    // In an order that goes up and down in cost.
    const at = (index * 1009) % rows.length;
    const value = Math.round(1000 * Math.sin(at / 900)) / 1000 + (at % 7) / 100;
    if (complete(`c${at}`, 0, value)) joined.push(`c${at}`);
  }
  const front = frontOf(summarizeConfigurations(rows), OBJECTIVES).map(
    (item) => item.configuration,
  );
  // Whoever is on the front at the end has joined it when it came.
  expect(front.filter((id) => !joined.includes(id))).toEqual([]);
  expect(reads).toEqual({ all: 1, of: 3000 });
});
