import { expect } from 'vitest';
import { expandSpec } from '../../src/spec/expand.js';
import { parseSpec } from '../../src/spec/parse.js';
import { SpecError } from '../../src/spec/spec-error.js';
import { MNIST } from './mnist-facts.js';

export const VALID = `name: mlp
dataset: { name: mnist, validation: 10000, limit: 5000 }
model: { family: mlp }
method: grid
parameters:
  hidden: { values: [[], [16], &wide [50, 50], *wide] }
  activation: { values: [relu, tanh] }
  learning_rate: { value: 0.001 }
  batch_size: 32
  epochs: 2
seeds: [0, 1]
data_seed: 4
constraints: [flops <= 2e6, params < 90000]
flops: { convention: notebook }
objectives:
  - { name: val_accuracy, goal: maximize }
  - { name: flops, goal: minimize }
run: { order: given, workers: 2, device: cpu, timeout: 30m, retries: 1, fuse: auto }
`;

export const LAYERED = `name: several
dataset: { name: mnist, limit: 500 }
model:
  - family: mlp
    parameters: { hidden: { width: { 1: [8, 16], 2: 4 } } }
  - family: lenet
    layers:
      - conv2d: { filters: $filters, kernel_size: 3, activation: relu }
      - max_pooling2d
      - flatten
      - dense: $units
    parameters:
      filters: { values: [2, 4] }
      units: { values: [8, 16] }
parameters:
  optimizer: { values: [adam, adamw] }
  weight_decay: { values: [0.01, 0.1], when: { optimizer: adamw } }
  epochs: 1
zip: [filters, units]
exclude: [{ family: mlp, hidden: [16], optimizer: adam }]
include: [{ family: mlp, hidden: [300, 100], optimizer: sgd }]
constraints: ["1e3 <= flops and not (params > 90k or epochs * 2 == 3)"]
`;

export const RANDOM = `name: drawn
dataset: mnist
method: random
run_cap: 5
search_seed: 3
parameters:
  hidden: { depth: { min: 1, max: 3 }, width: { min: 8, max: 64, q: 8, distribution: q_log_uniform_values } }
  learning_rate: { min: 0.001, max: 0.1, distribution: log_uniform_values }
  dropout: { min: 0, max: 0.5 }
  optimizer: { values: [adam, sgd], probabilities: [0.8, 0.2] }
constraints: [flops <= 200k]
`;

export const MERGED = `name: merged
dataset: &data { name: mnist, limit: 500 }
model:
  - family: wide
    activation: tanh
    parameters: &own { hidden: { values: [[16], [32]] }, learning_rate: &rate { values: [0.1, 0.2] } }
  - family: deep
    parameters: { <<: *own, hidden: [8, 8] }
  - family: rows
    layers: [{ gru: $units }]
    parameters: { <<: [{ units: { values: [2, 3] } }, *own], learning_rate: *rate }
parameters: { epochs: 1 }
objectives: [{ name: val_loss }, { name: params, goal: minimize }]
run: { <<: { workers: 2, retries: 0 }, device: cpu }
`;

export const FOREIGN = `name: foreign
dataset: mnist
n_trials: 10
metric: { name: val_acc, goal: maximize }
early_stopping: { patience: 3 }
parameters:
  n_layers: { values: [1, 2] }
  hidden_layer_size: { values: [16, 32] }
  n_units_l0: [4, 5]
  model.lr: { min_value: 0.1, max_value: 1 }
  training: { bs: 32 }
  optimizer: { values: [adam, sgd] }
  weight_decay: { min: 0.1, max: 1, when: { optimizer: adam }, otherwise: { min: 1, max: 2 } }
  seed: { min: 0, max: 4 }
`;

const INSERTED = [
  ...'[]{}:,-#&*!|>\'"%@`?~ \n\t\u0000\ud800é0-9.',
  '.nan',
  '-.inf',
  'null',
  '1e999',
  '!!set',
  '<<: *wide',
  '<<: *own, ',
  '<<: [*own, *data], ',
  '<<: ',
  'lr: 0.1\n',
  'seed: ',
  'units',
  'goal: maximize',
  '&wide',
  '*wide',
  '---\n',
  '\n\n  - ',
  '__proto__: {}\n',
  'depth: 3',
  '$units',
  'when: {}',
  'min: 0',
  '99999999999999999999',
];

/** Mulberry32: a seed gives the same mutations on every machine. */
export function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) % below;
  };
}

export function mutated(text: string, random: (below: number) => number): string {
  const at = random(text.length + 1);
  const end = at + random(12);
  switch (random(5)) {
    case 0:
      return text.slice(0, at) + text.slice(end);
    case 1:
      return text.slice(0, at) + (INSERTED[random(INSERTED.length)] ?? '') + text.slice(at);
    case 2:
      return text.slice(0, at) + text.slice(at, end).repeat(2) + text.slice(end);
    case 3:
      return withLines(text, (lines) => lines.splice(random(lines.length), 1));
    default:
      return withLines(text, (lines) => {
        const [line = ''] = lines.splice(random(lines.length), 1);
        lines.splice(random(lines.length + 1), 0, line);
      });
  }
}

function withLines(text: string, change: (lines: string[]) => void): string {
  const lines = text.split('\n');
  change(lines);
  return lines.join('\n');
}

/** `valid`, or `refused` by a SpecError that names places within the text. */
export function outcome(text: string, settings: readonly string[] = []): 'valid' | 'refused' {
  const lines = text.split(/\r\n|\n/);
  try {
    const { trials, configurations } = expandSpec(parseSpec(text, 'fuzz.yaml', settings), MNIST);
    expect(new Set(trials.map(({ id }) => id)).size).toBe(trials.length);
    expect(trials.length % configurations.length).toBe(0);
    return 'valid';
  } catch (error) {
    if (!(error instanceof SpecError))
      throw new Error(`on ${JSON.stringify(text)}`, { cause: error });
    expect(error.problems.length).toBeGreaterThan(0);
    for (const { file, line, column, message } of error.problems) {
      expect(message).toMatch(/^[^\p{Cc}]+$/u);
      // A setting has no line.
      if (file !== 'fuzz.yaml') continue;
      expect(line).toBeGreaterThanOrEqual(1);
      expect(line).toBeLessThanOrEqual(lines.length);
      expect(column).toBeGreaterThanOrEqual(1);
      expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
    }
    return 'refused';
  }
}
