import { describe, expect, it } from 'vitest';
import { expandSpec, type ExpandedSpec } from '../../../src/spec/expand.js';
import { parseSpec } from '../../../src/spec/parse.js';
import { problemText, SpecError } from '../../../src/spec/spec-error.js';
import { MNIST } from '../mnist-facts.js';

function expand(lines: string, settings: readonly string[] = []): ExpandedSpec {
  return expandSpec(parseSpec(`name: a\ndataset: mnist\n${lines}\n`, 'a.yaml', settings), MNIST);
}

/** The hyper-parameters of each configuration, in order. */
function pointsOf(lines: string, ...names: readonly string[]): readonly unknown[][] {
  return expand(lines).configurations.map(({ configuration }) => {
    const all: Record<string, unknown> = { ...configuration.model, ...configuration };
    return names.map((name) => all[name]);
  });
}

describe('a grid', () => {
  it('leaves out what an entry of exclude has all values of', () => {
    const lines = `parameters: { hidden: { values: [[8], [16]] }, learning_rate: { values: [0.1, 0.01] } }
exclude: [{ hidden: [16], learning_rate: 0.1 }]`;
    expect(pointsOf(lines, 'hidden', 'learning_rate')).toEqual([
      [[8], 0.1],
      [[8], 0.01],
      [[16], 0.01],
    ]);
  });

  it('takes a list in exclude as alternatives, of hidden layers too', () => {
    const lines = `parameters: { hidden: { values: [[8], [16], [4]] }, epochs: { values: [1, 2, 3] } }
exclude: [{ hidden: [[8], [4]], epochs: [2, 3] }, { epochs: 1 }]`;
    expect(pointsOf(lines, 'hidden', 'epochs')).toEqual([
      [[16], 2],
      [[16], 3],
    ]);
  });

  it('has the entries of include besides, whatever exclude says', () => {
    const lines = `parameters: { hidden: { values: [[8], [16]] } }
exclude: [{ hidden: [16] }]
include: [{ hidden: [16], epochs: 3 }, { hidden: [300, 100], learning_rate: 0.0003 }]`;
    expect(pointsOf(lines, 'hidden', 'epochs', 'learning_rate')).toEqual([
      [[8], 10, 0.001],
      [[16], 3, 0.001],
      [[300, 100], 10, 0.0003],
    ]);
  });

  it('has what an entry of include gives, also where a condition does not hold', () => {
    const lines = `parameters:
  hidden: [8]
  optimizer: { values: [adam, sgd] }
  dropout: { values: [0.1, 0.2], when: { optimizer: sgd }, otherwise: 0.4 }
include: [{ optimizer: adam, dropout: 0.25 }, { optimizer: momentum }]`;
    // An entry that leaves dropout out has otherwise.
    expect(pointsOf(lines, 'optimizer', 'dropout')).toEqual([
      ['adam', 0.4],
      ['sgd', 0.1],
      ['sgd', 0.2],
      ['adam', 0.25],
      ['momentum', 0.4],
    ]);
  });

  it('takes zipped values together', () => {
    const lines = `parameters:
  hidden: { values: [[8], [16]] }
  batch_size: { values: [32, 128] }
  learning_rate: { values: [0.001, 0.004] }
zip: [batch_size, learning_rate]`;
    expect(pointsOf(lines, 'hidden', 'batch_size', 'learning_rate')).toEqual([
      [[8], 32, 0.001],
      [[8], 128, 0.004],
      [[16], 32, 0.001],
      [[16], 128, 0.004],
    ]);
  });

  it('takes zipped values together as they are listed, also those listed before', () => {
    const lines = `parameters:
  hidden: { values: [[8], [8], [4], [8]] }
  batch_size: { values: [16, 16, 32, 16] }
  learning_rate: { values: [0.1, 0.2, 0.2, 0.1] }
zip: [hidden, batch_size, learning_rate]`;
    // The last row is the first one again.
    expect(pointsOf(lines, 'hidden', 'batch_size', 'learning_rate')).toEqual([
      [[8], 16, 0.1],
      [[8], 16, 0.2],
      [[4], 32, 0.2],
    ]);
  });

  it('varies a conditional parameter only where its condition holds', () => {
    const lines = `parameters:
  hidden: { value: [8] }
  weight_decay: { values: [0.01, 0.1], when: { optimizer: [adamw] } }
  dropout: { values: [0.1, 0.2], when: { optimizer: sgd }, otherwise: 0.3 }
  optimizer: { values: [adam, adamw, sgd] }`;
    expect(pointsOf(lines, 'optimizer', 'weight_decay', 'dropout')).toEqual([
      ['adam', 0, 0.3],
      ['adamw', 0.01, 0.3],
      ['adamw', 0.1, 0.3],
      ['sgd', 0, 0.1],
      ['sgd', 0, 0.2],
    ]);
  });

  it('has no conditions that go round in a circle', () => {
    const lines = `parameters:
  hidden: [8]
  dropout: { values: [0, 0.1], when: { epochs: 2 } }
  epochs: { values: [1, 2], when: { dropout: 0 } }`;
    expect(() => expand(lines)).toThrow('depends on itself');
  });

  it('is held by constraints on parameters too', () => {
    const lines = `parameters: { hidden: [8], batch_size: { values: [16, 64] }, epochs: { values: [1, 4] } }
constraints: [epochs * 60000 / batch_size < 5000]`;
    expect(
      expand(lines).configurations.map(({ configuration: { batch_size, epochs }, skipped }) => [
        batch_size,
        epochs,
        skipped === null,
      ]),
    ).toEqual([
      [16, 1, true],
      [16, 4, false],
      [64, 1, true],
      [64, 4, true],
    ]);
  });
});

describe('random search', () => {
  const SPACE = `parameters:
  hidden: { depth: { min: 1, max: 3 }, width: { min: 8, max: 256, q: 8, distribution: q_log_uniform_values } }
  learning_rate: { min: 0.0001, max: 0.1, distribution: log_uniform_values }
  batch_size: { values: [16, 32, 64] }
method: random`;
  const names = ['hidden', 'learning_rate', 'batch_size'] as const;

  it('draws run_cap configurations, the same for the same seed', () => {
    const points = pointsOf(`${SPACE}\nrun_cap: 40`, ...names);
    expect(points).toHaveLength(40);
    expect(pointsOf(`${SPACE}\nrun_cap: 40`, ...names)).toEqual(points);
    expect(pointsOf(`${SPACE}\nrun_cap: 40\nsearch_seed: 1`, ...names)).not.toEqual(points);
    for (const [hidden, rate, batch] of points as [number[], number, number][]) {
      expect([1, 2, 3]).toContain(hidden.length);
      expect(hidden.every((units) => units % 8 === 0 && units >= 8 && units <= 256)).toBe(true);
      expect(rate).toBeGreaterThanOrEqual(0.0001);
      expect(rate).toBeLessThanOrEqual(0.1);
      expect(rate).toBe(Number(rate.toPrecision(4)));
      expect([16, 32, 64]).toContain(batch);
    }
  });

  it('goes on where a smaller run_cap ended', () => {
    const few = pointsOf(`${SPACE}\nrun_cap: 10`, ...names);
    expect(pointsOf(`${SPACE}\nrun_cap: 25`, ...names).slice(0, 10)).toEqual(few);
  });

  it('leaves the values of the others as they are when a parameter is added', () => {
    const before = pointsOf(`${SPACE}\nrun_cap: 10`, ...names);
    const more = `${SPACE}\nrun_cap: 10`.replace(
      'parameters:',
      'parameters:\n  dropout: { min: 0.1, max: 0.5 }',
    );
    expect(pointsOf(more, ...names)).toEqual(before);
  });

  it('draws until run_cap configurations satisfy the constraints', () => {
    const { configurations } = expand(`${SPACE}\nrun_cap: 15\nconstraints: [flops <= 60k]`);
    expect(configurations).toHaveLength(15);
    expect(
      configurations.every(({ costs, skipped }) => costs.flops <= 60_000n && skipped === null),
    ).toBe(true);
  });

  it('ends where the space has no more points', () => {
    const lines = 'parameters: { hidden: { values: [[8], [16]] } }\nmethod: random\nrun_cap: 50';
    expect(pointsOf(lines, 'hidden').flat(2).sort()).toEqual([16, 8]);
  });

  it('draws as often as probabilities say', () => {
    const lines = `parameters:
  hidden: [8]
  learning_rate: { min: 0.001, max: 0.1 }
  optimizer: { values: [adam, sgd], probabilities: [0.9, 0.1] }
method: random
run_cap: 1000`;
    const adam = pointsOf(lines, 'optimizer').filter(([name]) => name === 'adam').length;
    // Binomial: mean 900, standard deviation 9.5; four of them.
    expect(Math.abs(adam - 900)).toBeLessThan(38);
  });

  it('takes the nearest whole number of a depth and a width', () => {
    const lines = `parameters:
  hidden: { depth: { min: 1.6, max: 2.4 }, width: { min: 7.6, max: 8.4 } }
  learning_rate: { min: 0.001, max: 0.1 }
method: random
run_cap: 50`;
    const drawn = pointsOf(lines, 'hidden');
    expect(drawn).toHaveLength(50);
    for (const [hidden] of drawn) expect(hidden).toEqual([8, 8]);
  });

  it('draws every row of a zip, and no other', () => {
    const lines = `parameters:
  hidden: [8]
  batch_size: { values: [16, 32, 64] }
  learning_rate: { values: [0.1, 0.2, 0.4] }
zip: [batch_size, learning_rate]
method: random
run_cap: 3`;
    const byBatch = [...pointsOf(lines, 'batch_size', 'learning_rate')].sort(
      ([one], [other]) => Number(one) - Number(other),
    );
    expect(byBatch).toEqual([
      [16, 0.1],
      [32, 0.2],
      [64, 0.4],
    ]);
  });

  it.each(['learning_rate', 'dropout'])(
    'draws the rows of a zip by the probabilities of %s, whichever of its parameters has them',
    (weighted) => {
      const list = (name: string, values: string): string =>
        `${name}: { values: ${values}${name === weighted ? ', probabilities: [0.9, 0.1]' : ''} }`;
      const lines = `parameters:
  hidden: { depth: 1, width: { min: 1, max: 100000 } }
  ${list('dropout', '[0.25, 0.5]')}
  ${list('learning_rate', '[0.1, 0.2]')}
zip: [learning_rate, dropout]
method: random
run_cap: 400`;
      const drawn = pointsOf(lines, 'dropout', 'learning_rate').map(String);
      const first = drawn.filter((row) => row === '0.25,0.1').length;
      expect(drawn.filter((row) => row === '0.5,0.2')).toHaveLength(drawn.length - first);
      // Binomial: mean 360, standard deviation 6; four of them.
      expect(Math.abs(first - 360)).toBeLessThan(25);
    },
  );

  it('leaves out what exclude says, and has what include says besides', () => {
    const lines = `parameters:
  hidden: { values: [[8], [16]] }
  optimizer: { values: [adam, sgd] }
exclude: [{ hidden: [16], optimizer: sgd }]
include: [{ hidden: [4], optimizer: momentum }]
method: random
run_cap: 4`;
    const drawn = pointsOf(lines, 'hidden', 'optimizer');
    expect(drawn.at(-1)).toEqual([[4], 'momentum']);
    expect(drawn.slice(0, -1).map(String).sort()).toEqual(['16,adam', '8,adam', '8,sgd']);
  });

  it('has otherwise where a condition does not hold', () => {
    const lines = `parameters:
  hidden: [8]
  optimizer: { values: [adam, sgd] }
  dropout: { values: [0.1, 0.2], when: { optimizer: sgd }, otherwise: 0.4 }
method: random
run_cap: 3`;
    expect(pointsOf(lines, 'optimizer', 'dropout').map(String).sort()).toEqual([
      'adam,0.4',
      'sgd,0.1',
      'sgd,0.2',
    ]);
  });

  it('says where a distribution gives nothing that the parameter may be', () => {
    const lines = `parameters: { hidden: [8], learning_rate: { distribution: normal, mu: -9, sigma: 0.1 } }
method: random
run_cap: 2`;
    expect(() => expand(lines)).toThrow('a.yaml:3:43: parameters.learning_rate never draws');
  });
});

/** All that is wrong with a spec and a setting. */
function said(lines: string, setting: string): string {
  try {
    expand(lines, [setting]);
  } catch (error) {
    return error instanceof SpecError ? error.problems.map(problemText).join('\n') : String(error);
  }
  return '';
}

describe('--set', () => {
  const BASE = 'parameters: { hidden: [8], epochs: 3 }\nseeds: [0]';

  it('stands in the place of what the spec says', () => {
    const { configurations, trials, spec } = expand(BASE, [
      'epochs=5',
      'hidden={values: [[4], [2, 2]]}',
      'seeds=[1, 2]',
      'run.retries=0',
      'dataset={name: mnist, limit: 100}',
    ]);
    expect(configurations.map(({ configuration }) => configuration.model.hidden)).toEqual([
      [4],
      [2, 2],
    ]);
    expect(configurations[0]?.configuration.epochs).toBe(5);
    expect(trials.map(({ seed }) => seed)).toEqual([1, 2, 1, 2]);
    expect([spec.run.retries, spec.dataset.limit]).toEqual([0, 100]);
  });

  it('gives the configuration that the spec would', () => {
    const ids = (one: ExpandedSpec) => one.trials.map(({ id }) => id);
    expect(ids(expand(BASE, ['epochs=5']))).toEqual(
      ids(expand(BASE.replace('epochs: 3', 'epochs: 5'))),
    );
  });

  it.each([
    ['epochs=x', '--set epochs=x: parameters.epochs has the wrong type; got "x"; expected'],
    ['epoch=5', '--set epoch=5: unknown key in parameters; got epoch;'],
    ['epochs', '--set epochs: no setting; got epochs; expected key=value'],
    ['seeds=[', '--set seeds=[: the value is not valid YAML'],
    ['name.first=a', '--set name.first=a: name is not a mapping in the spec; got name: a;'],
    ['dataset.limits=5', '--set dataset.limits=5: unknown key in dataset; got limits;'],
    ['dataset.limit=0', '--set dataset.limit=0: dataset.limit is out of range; got 0;'],
    ['run.retrys=5', '--set run.retrys=5: unknown key in run; got retrys;'],
    ['batch_size=99999', '--set batch_size=99999: parameters.batch_size is larger than'],
  ])('says what is wrong with %s', (setting, message) => {
    expect(said(BASE, setting)).toContain(message);
  });

  it('says of a value that is not YAML what its reader says, without a place in the value', () => {
    expect(said(BASE, 'seeds=[')).toBe(
      '--set seeds=[: the value is not valid YAML: Flow sequence must end with a ]; got [; ' +
        'expected one value as in a spec; quote it for the shell',
    );
  });

  const ALIASED =
    'parameters: { hidden: [8], learning_rate: &rate { values: [0.1] }, weight_decay: *rate }';

  it.each([
    [
      ALIASED,
      'weight_decay.values=[0.3]',
      'parameters.weight_decay is an alias in the spec; got *rate; expected keys of its own under it; ' +
        "set all of it: --set 'parameters.weight_decay={...}'",
    ],
    [
      ALIASED,
      'learning_rate=0.5',
      'parameters.learning_rate defines an anchor that is used elsewhere in the spec; got a value without &rate; ' +
        'expected an anchor for each alias; set what has *rate first',
    ],
    // Sixty aliases of one rate and sixty of the next are 120 of the first.
    [
      `name: a
parameters:
  hidden: { values: [&rate 1${', *rate'.repeat(60)}] }
  epochs: &rate 2
  batch_size: [${'*rate, '.repeat(60)}]`,
      'epochs=3',
      'too many alias expansions; got *rate once too often; expected at most 100 values; write the values out',
    ],
    [
      BASE,
      'seeds.a=5',
      "seeds is a list in the spec; got a; expected an index from 0 to 1; set all of it: --set 'seeds=[...]'",
    ],
    [BASE, 'seeds.2=5', 'seeds is a list in the spec; got 2; expected an index from 0 to 1;'],
    [BASE, 'seeds.-1=5', 'seeds is a list in the spec; got -1; expected an index from 0 to 1;'],
  ])('has one answer where the spec has no place for it: %s, %s', (text, setting, message) => {
    expect(said(text, setting)).toContain(`--set ${setting}: ${message}`);
    expect(said(text, setting).split('\n')).toHaveLength(1);
  });

  it('sets an index of a list, or one more, and what an alias stood for once nothing has it', () => {
    expect(expand(BASE, ['seeds.0=7', 'seeds.1=8']).spec.seeds).toEqual([7, 8]);
    const [only] = expand(ALIASED, ['weight_decay=0.25', 'learning_rate=0.5']).configurations;
    expect(only?.configuration).toMatchObject({ weight_decay: 0.25, learning_rate: 0.5 });
  });

  it.each(['3', '[1]'])('leaves a spec that is no mapping to its own answer: %s', (text) => {
    const problem = (settings: readonly string[]): string => {
      try {
        parseSpec(text, 'a.yaml', settings);
      } catch (error) {
        return error instanceof SpecError ? error.message : String(error);
      }
      return '';
    };
    expect(problem(['epochs=3'])).toBe(problem([]));
    expect(problem([])).toMatch(/^a\.yaml:1:1: /);
  });
});
