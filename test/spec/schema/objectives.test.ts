import { expect, test } from 'vitest';
import { parseSpec } from '../../../src/spec/parse.js';
import { OBJECTIVE_NAMES } from '../../../src/trial/objective.js';
import { COSTS } from '../../../src/quantity/costs.js';
import { METRICS } from '../../../src/quantity/metrics.js';
import { problemsOf } from '../problems-of.js';

const read = (objectives: string) =>
  parseSpec(
    `name: a\ndataset: mnist\nparameters: { hidden: [1] }\nobjectives: ${objectives}\n`,
    'a.yaml',
  ).objectives;

/** Accuracy is the only one of which more is better. */
const GOALS = {
  val_accuracy: 'maximize',
  accuracy: 'maximize',
  val_loss: 'minimize',
  val_top5_accuracy: 'maximize',
  loss: 'minimize',
  flops: 'minimize',
  params: 'minimize',
  training_flops: 'minimize',
} as const;

test('every objective that a spec may have has its direction here', () => {
  expect(Object.keys(GOALS).sort()).toEqual([...OBJECTIVE_NAMES].sort());
  expect([...METRICS, ...COSTS].sort()).toEqual([...OBJECTIVE_NAMES, 'seconds'].sort());
});

test.each(Object.entries(GOALS))('%s is to %s, also where the goal is left out', (name, goal) => {
  const other = name === 'flops' ? 'params' : 'flops';
  const expected = [
    { name, goal },
    { name: other, goal: 'minimize' },
  ];
  expect(read(`[{ name: ${name}, goal: ${goal} }, { name: ${other} }]`)).toEqual(expected);
  expect(read(`[{ name: ${name} }, { name: ${other} }]`)).toEqual(expected);
});

test.each(Object.entries(GOALS))('%s the other way round than %s is refused', (name, goal) => {
  const wrong = goal === 'maximize' ? 'minimize' : 'maximize';
  const other = name === 'flops' ? 'params' : 'flops';
  const column = 'objectives: [{ name: , goal: '.length + name.length + 1;
  expect(problemsOf(() => read(`[{ name: ${name}, goal: ${wrong} }, { name: ${other} }]`))).toEqual(
    [
      `4:${column}: objectives[0].goal cannot be used; got ${wrong}; expected ${goal}, since ${name} ` +
        `is better when ${goal === 'maximize' ? 'larger' : 'smaller'}; write goal: ${goal}, or delete goal`,
    ],
  );
});
