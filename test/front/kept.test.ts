import { expect, test } from 'vitest';
import { keptConfigurations } from '../../src/front/front.js';
import type { Objective } from '../../src/trial/objective.js';
import { trialOf, trialsOf } from './trials.js';

const objectives: readonly Objective[] = [
  { name: 'val_accuracy', goal: 'maximize' },
  { name: 'flops', goal: 'minimize' },
];
const small = trialsOf('small', [0.9, 0.9], { flops: 100 });
const large = trialsOf('large', [0.97, 0.97], { flops: 300 });
const worse = trialsOf('worse', [0.95, 0.95], { flops: 400 });
const kept = (trials: Parameters<typeof keptConfigurations>[0]) =>
  [...keptConfigurations(trials, objectives)].sort();

test('of complete configurations only those of the front', () => {
  expect(kept([...small, ...large, ...worse])).toEqual(['large', 'small']);
});

test('a configuration with a seed that has no result yet may still join it', () => {
  const open = trialOf({ configuration: 'worse', status: 'failed', flops: 400 });
  expect(kept([...small, ...worse.slice(1), open, ...large])).toEqual(['large', 'small', 'worse']);
});

test('one with a seed that diverged or is excluded will never', () => {
  for (const status of ['diverged', 'skipped'] as const) {
    const ended = trialOf({ configuration: 'huge', status, flops: 50, val_accuracy: null });
    expect(kept([...small, ended])).toEqual(['small']);
  }
});

test('while none is complete, all', () => {
  const diverged = trialOf({ configuration: 'small', seed: 9, status: 'diverged' });
  expect(kept([...small, diverged])).toEqual(['small']);
  expect(kept([])).toEqual([]);
});
