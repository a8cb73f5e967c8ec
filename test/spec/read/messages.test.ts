import { expect, test } from 'vitest';
import { parseSpec } from '../../../src/spec/parse.js';
import { problemsOf } from '../problems-of.js';

/** The one problem of a small spec with these lines added. */
function problem(lines: string, hidden = '[16]'): string {
  const text = `name: a\ndataset: mnist\nparameters:\n  hidden: ${hidden}\n${lines}`;
  const problems = problemsOf(() => parseSpec(text, 'a.yaml'));
  expect(problems).toHaveLength(1);
  return problems[0] ?? '';
}

test.each([
  ['early_terminate: { type: hyperband }', 'there is no early stopping'],
  ['program: train.py', 'sweep trains the networks itself'],
  ['command: [python]', 'sweep trains the networks itself'],
  ['project: digits', 'one SQLite file'],
  ['entity: me', 'one SQLite file'],
  ['metric: { name: val_acc }', 'write objectives: '],
  ['method: bayes', 'use random with run_cap, or grid'],
  ['method: random', 'add run_cap: 20'],
  ['run_cap: 10', 'expected method: random with it'],
  ['search_seed: 1', 'expected method: random with it'],
  ['flops: { coefficients: { biass: 1 } }', 'did you mean bias'],
  ['description: mine', 'write it as a comment'],
  ['  parameters: { a: 1 }', 'nested parameters'],
])('a key of W&B has its own answer: %s', (lines, answer) => {
  const message = problem(lines);
  expect(message).toContain(answer);
  expect(message.split('\n')).toHaveLength(1);
});

test.each([
  ['seeds: 5', 'five seeds'],
  ['seeds: [-1]', 'a whole number from 0'],
  ['  learning_rate: [0.1, 0.01]', 'several values are written {values: [0.001, 0.01]}'],
  ['  learning_rate: 0', 'a finite number above 0'],
  ['  learning_rate: { values: [.inf] }', 'learning_rate.values[0] is not a finite number'],
  ['  batch_size: 1.5', 'a whole number from 1 up'],
  ['  epochs: { value: 1, values: [1] }', 'either value or values'],
  ['  epochs:', 'parameters.epochs is empty; got nothing'],
  ['  activation: Relu', 'did you mean relu?'],
  [
    '  activation: tanh\nmodel: { activation: relu }',
    'both parameters.activation and model.activation are given',
  ],
  ['run: { timeout: 30 }', 'for example 90s, 30m or 1h30m'],
  ['run: { timeout: 30 minutes }', 'for example 90s, 30m or 1h30m'],
  ['run: { workers: 0 }', 'run.workers is out of range'],
  ['run: { gpus: 0 }', 'expected auto, or a list of GPU numbers from nvidia-smi'],
  ['run: { gpus: [-1] }', 'run.gpus[0] is out of range'],
  ['run: { gpus: [0, 1, 0] }', 'expected each GPU once'],
  ['run: { device: cpu, gpus: [0] }', 'expected no gpus with device: cpu'],
  ['run: { workers: all }', 'expected auto, or a whole number'],
  ['run: { devise: gpu }', 'did you mean device?'],
  ['objectives: [{ name: flops, goal: minimize }]', 'two to four objectives'],
  ['constraints: flops <= 2e6', 'expected a list; write [flops <= 2e6]'],
  ['constraints: [flop <= 2e6]', 'did you mean flops?'],
  ['constraints: [val_accuracy > 0.9]', 'constraints are checked before training'],
  ['constraints: [flops = 3]', 'at character 7, instead of ='],
  ['constraints: [flops <= nan]', 'a cost or a parameter that is a number'],
  ['  learning_rate: { max: 0.1 }', 'min and max with distribution: uniform'],
  ['  learning_rate: { min: 0.1, max: 0.01 }', 'a min below max'],
  ['  learning_rate: { min: 0.1, max: 1, q: 2 }', 'delete q'],
  ['  learning_rate: { min: 0.01, max: 0.1 }', 'has a distribution, but method is grid'],
  ['  learning_rate: { values: [1, 2], probabilities: [0.5] }', '2 probabilities'],
  ['  learning_rate: { values: [1, 2], probabilities: [0.5, 0.6] }', 'their sum is 1.1'],
  ['  optimizer: { min: 1, value: sgd }', 'unknown key in parameters.optimizer'],
  ['exclude: [{ hidden: [17] }]', 'expected a value of hidden: [16]'],
  ['exclude: [{ hiden: [16] }]', 'did you mean hidden?'],
  ['exclude: [{ hidden: [16] }]', 'exclude leaves nothing to train'],
  ['zip: [epochs, learnin_rate]', 'zip names learnin_rate, which is not a parameter'],
  ['zip: [epochs]', 'two or more parameters'],
  [
    '  epochs: { values: [1, 2] }\n  batch_size: { min: 1, max: 8 }\nzip: [epochs, batch_size]\nmethod: random\nrun_cap: 1',
    'zip pairs lists of values; got [epochs, batch_size]; expected parameters with values, without a when',
  ],
  [
    '  epochs: { values: [1, 2], probabilities: [0.5, 0.5] }\n  batch_size: { values: [8, 16], probabilities: [0.2, 0.8] }\nzip: [epochs, batch_size]\nmethod: random\nrun_cap: 1',
    'zip draws paired values, but their probabilities differ; got [epochs, batch_size]; expected probabilities for one of them, or the same for all; delete the others',
  ],
  ['zip: [epochs, epochs]', 'zip names epochs twice'],
  ['zip: [epochs, 2]', 'zip[1] has the wrong type; got 2; expected the name of a parameter'],
  ['flops: { convention: }', 'flops.convention is empty; got nothing; expected one of'],
  ['objectives: [{ name: flops }, { name: val_acuracy }]', 'did you mean val_accuracy?'],
  ['objectives: [{ name: flops }, { name: loss, goal: }]', 'minimize'],
  ['  epochs: { values: [1, 2] }\nzip: [epochs, learning_rate]', '1 of learning_rate, 2 of epochs'],
  ['  epochs: { values: [1, 2] }\ninclude: [{ hidden: [4] }]', 'omits epochs'],
  ['  dropout: { values: [0, 0.1], when: { optimiser: sgd } }', 'family or one of hidden'],
  ['  dropout: { values: [0, 0.1], when: { optimizer: sgd } }', 'a value of optimizer: "adam"'],
  ['  epochs: { values: [1, 2], otherwise: 3 }', 'otherwise only with when'],
  ['model: { layers: [flatten] }', 'got hidden; expected one of optimizer'],
  ['data_seed: 4294967296', 'from 0 to 4,294,967,295'],
  ['run: { fuse: true }', 'auto, off, or a whole number from 1 to 1,024'],
  ['run: { fuse: some }', 'auto, off, or a whole number from 1 to 1,024'],
  ['run: { fuse: 0 }', 'from 1 to 1,024'],
  ['zip: [hidden, epoch]', 'did you mean epochs?'],
  [
    "constraints: ['hidden < 3']",
    'hidden is not a number: remove points with exclude: [{hidden: ...}]',
  ],
  ["constraints: ['optimizer == 1']", 'optimizer is not a number'],
  ["constraints: ['flops < 5 && params < 5']", 'write and'],
  ["constraints: ['flops < 5 || params < 5']", 'write or'],
  ["constraints: ['flops < 50m']", 'at character 9'],
  ['  lr: 0.1', 'did you mean learning_rate?'],
  ['  units: 10', 'did you mean hidden?'],
  ['  layers: [8]', 'networks of layers go under model: {layers: [...]}'],
  ['layers: [8]', 'networks of layers go under model: {layers: [...]}'],
  ['run: { compile: xla }', 'use --compile, or set SWEEP_COMPILE'],
])('%s is answered', (lines, answer) => {
  expect(problem(lines)).toContain(answer);
});

test.each([
  ['100', 'write [50, 50] for one network'],
  ['{ values: [100] }', 'write [100] for one hidden layer of 100'],
  ['{ depth: [1] }', 'depth and width together; add width'],
  ['{ depth: [1], width: [2], values: [[1]] }', 'keep one form'],
  ['{}', 'one of values, value, or depth with width'],
  ['{ depth: [], width: [2] }', 'hidden.depth is empty'],
  ['[1e9]', 'a whole number from 1 to 100,000'],
  ['{ vaules: [[1]] }', 'did you mean values?'],
])('hidden: %s is answered', (hidden, answer) => {
  expect(problem('', hidden)).toContain(answer);
});

test('the same objective twice is a problem of the second', () => {
  const objective = '{ name: flops, goal: minimize }';
  expect(problem(`objectives: [${objective}, ${objective}]`)).toContain(
    'objectives[1].name cannot be used; got flops; expected each name once',
  );
});

test.each(['../x', '.hidden', 'a/b', '"a b"', '""', `"${'a'.repeat(65)}"`, '3'])(
  'a name that is no file name is refused: %s',
  (name) => {
    const text = `name: ${name}\ndataset: mnist\nparameters: { hidden: [16] }\n`;
    const problems = problemsOf(() => parseSpec(text, 'a.yaml'));
    expect(problems.map((line) => line.split(' ')[1])).toEqual(['name']);
  },
);

test.each([
  ['idx', 'the folder of the IDX files as well'],
  ['{ name: idx }', 'a path with name: idx'],
  ['{ name: mnist, path: data }', 'a path only with name: idx'],
  ['{ name: mnist, validation: 0 }', 'dataset.validation is out of range'],
  ['{ name: mnist, limits: 5 }', 'did you mean limit?'],
  ['{ name: mnist, set: letters }', 'a set only with name: idx; delete it'],
  ['{ name: idx, path: a, set: 3 }', "the name of one of the folder's sets; for example set:"],
  ['{ name: mnist, split: { shuffle: true } }', 'the split of mnist is fixed'],
  ['{ name: idx, path: a, split: { shufle: true } }', 'did you mean shuffle?'],
  [
    '{ name: idx, path: a, split: { shuffle: yes please } }',
    'expected true or false; write split:',
  ],
  ['{ name: idx, path: a, split: { seed: 1 } }', 'dataset.split.shuffle is missing'],
  ['{ name: idx, path: a, split: { shuffle: true, seed: -1 } }', 'a whole number from 0 to'],
  ['{ name: idx, path: a, split: { shuffle: true, seed: 0.5 } }', 'a whole number from 0 to'],
  ['{ name: idx, path: a, split: shuffle }', 'a mapping with shuffle, seed'],
])('dataset: %s is answered', (dataset, answer) => {
  const text = `name: a\ndataset: ${dataset}\nparameters: { hidden: [16] }\n`;
  expect(problemsOf(() => parseSpec(text, 'a.yaml'))[0]).toContain(answer);
});
