import { expect, test } from 'vitest';
import { expandSpec } from '../../src/spec/expand.js';
import { parseSpec } from '../../src/spec/parse.js';
import { MNIST } from './mnist-facts.js';
import {
  FOREIGN,
  generator,
  LAYERED,
  MERGED,
  mutated,
  outcome,
  RANDOM,
  VALID,
} from './mutations.js';

test.each([
  ['a grid of MLPs', VALID],
  ['several models', LAYERED],
  ['a random search', RANDOM],
  ['merged mappings', MERGED],
])(
  '%s, however broken, is read or refused, never anything else',
  (_, valid) => {
    expect(outcome(valid)).toBe('valid');
    const random = generator(20_240_601);
    const outcomes = { valid: 0, refused: 0 };
    for (let run = 0; run < 1_000; run += 1) {
      let text = valid;
      for (let count = 1 + random(4); count > 0; count -= 1) text = mutated(text, random);
      outcomes[outcome(text)] += 1;
    }
    // Mutations that all break, or never do, would test little.
    expect(outcomes.valid).toBeGreaterThan(30);
    expect(outcomes.refused).toBeGreaterThan(500);
  },
  60_000,
);

test.each([
  ['words of other tools', FOREIGN, []],
  ['merged mappings', MERGED, []],
  [
    'settings of short forms',
    VALID,
    ['dataset.limit=9', 'hidden.depth=[1, 2]', 'learning_rate.min=1'],
  ],
  [
    'settings of what is merged',
    MERGED,
    ['model.1.parameters.learning_rate.value=3', 'run.retries=2'],
  ],
  [
    'settings of layers',
    LAYERED,
    ['model.1.layers.3.dense.activation=relu', 'model.1.layers.1.max_pooling2d.pool_size=3'],
  ],
])(
  '%s, however broken, have an answer with a place',
  (_what, text, settings) => {
    const random = generator(31);
    for (let run = 0; run < 1_000; run += 1) {
      let broken = text;
      for (let count = 1 + random(4); count > 0; count -= 1) broken = mutated(broken, random);
      outcome(broken, settings);
    }
  },
  120_000,
);

test('the order of keys never decides an identity', () => {
  const random = generator(7);
  const ids = (text: string): readonly string[] =>
    expandSpec(parseSpec(text, 'fuzz.yaml'), MNIST).trials.map(({ id }) => id);
  const blocks = VALID.split(/\n(?=\S)/);
  for (let run = 0; run < 50; run += 1) {
    const order = blocks
      .map((block) => ({ block, rank: random(1_000_000) }))
      .sort((a, b) => a.rank - b.rank);
    const shuffled = order.map(({ block }) => block.trimEnd()).join('\n');
    expect(ids(shuffled)).toEqual(ids(VALID));
  }
});
