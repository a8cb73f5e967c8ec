import { describe, expect, it } from 'vitest';
import { expandSpec, fewerThanAsked } from '../../../src/spec/expand.js';
import { parseSpec } from '../../../src/spec/parse.js';
import { MNIST } from '../mnist-facts.js';
import { problemsOf } from '../problems-of.js';

const spec = (parameters: string, more = ''): string =>
  `name: a\ndataset: mnist\nmethod: random\nrun_cap: 10\nparameters: { hidden: [8], epochs: 1, ${parameters} }\n${more}`;
const expand = (text: string) => expandSpec(parseSpec(text, 'a.yaml'), MNIST);

describe('a random search of a small space', () => {
  it('says how many configurations it found of those that were asked for', () => {
    const expansion = expand(spec('dropout: { values: [0, 0.1] }'));
    expect(expansion.configurations).toHaveLength(2);
    expect(fewerThanAsked(expansion)).toEqual({ asked: 10, found: 2 });
  });

  it('says nothing where it found them all', () => {
    expect(fewerThanAsked(expand(spec('dropout: { min: 0, max: 0.5 }')))).toBeNull();
  });

  it.each([
    ['each value', 'exclude: [{ dropout: 0 }, { dropout: 0.1 }]'],
    ['what all points have', 'exclude: [{ epochs: 1 }]'],
  ])('ends where %s is excluded', (_, exclude) => {
    expect(problemsOf(() => expand(spec('dropout: { values: [0, 0.1] }', exclude)))).toEqual([
      expect.stringMatching(
        /^6:\d+: exclude leaves nothing to draw; expected .*; delete an entry$/,
      ),
    ]);
  });

  it('trains what is included where all else is excluded', () => {
    const more = 'exclude: [{ epochs: 1 }]\ninclude: [{ hidden: [16] }]';
    const { configurations } = expand(spec('dropout: 0', more));
    expect(configurations.map(({ configuration }) => configuration.model.hidden)).toEqual([[16]]);
  });
});

describe('a distribution with q', () => {
  it('gives multiples of q within its bounds', () => {
    // 16, 24, 32 and 40: 8 x 1.5 and 8 x 5.5 are beyond 12 and 44 once they are rounded.
    const { configurations } = expand(
      spec('batch_size: { min: 12, max: 44, q: 8, distribution: q_uniform }'),
    );
    const sizes = configurations.map(({ configuration }) => configuration.batch_size);
    expect([...new Set(sizes)].sort((a, b) => a - b)).toEqual([16, 24, 32, 40]);
  });

  it('is refused where no multiple lies between them', () => {
    const text = spec('batch_size: { min: 8, max: 64, q: 100, distribution: q_uniform }');
    expect(problemsOf(() => parseSpec(text, 'a.yaml'))).toEqual([
      expect.stringContaining('expected a multiple of q (100) from 8 to 64; choose a smaller q'),
    ]);
  });
});
