import { describe, expect, it } from 'vitest';
import { expandSpec, type ExpandedSpec } from '../../../src/spec/expand.js';
import { parseSpec } from '../../../src/spec/parse.js';
import { MNIST } from '../mnist-facts.js';
import { problemsOf } from '../problems-of.js';

function expand(lines: string): ExpandedSpec {
  return expandSpec(parseSpec(`name: a\ndataset: mnist\n${lines}\n`, 'a.yaml'), MNIST);
}

const LENET = `model:
  layers:
    - conv2d: { filters: 6, kernel_size: 5, padding: same, activation: tanh }
    - average_pooling2d
    - conv2d: { filters: 16, kernel_size: 5, activation: tanh }
    - average_pooling2d
    - flatten
    - dense: { units: 120, activation: tanh }
    - dense: { units: 84, activation: tanh }`;

describe('model.layers', () => {
  it('is LeNet-5 with the parameters and products of the paper’s layers', () => {
    const [lenet] = expand(`${LENET}\nflops: { convention: mac }`).configurations;
    // 6 x (25 + 1), 16 x (6 x 25 + 1), 120 x 401, 84 x 121, 10 x 85.
    expect(lenet?.costs.params).toBe(156n + 2416n + 48_120n + 10_164n + 850n);
    // 28 x 28 x 6 x 25, 10 x 10 x 16 x 150, 400 x 120, 120 x 84, 84 x 10.
    expect(lenet?.costs.flops).toBe(117_600n + 240_000n + 48_000n + 10_080n + 840n);
    expect(lenet?.configuration.model).toMatchObject({
      family: 'layers',
      hidden: ['conv6', 'pool', 'conv16', 'pool', 120, 84],
      activation: 'tanh',
      parameters: {},
    });
  });

  it('replaces $names by the values of parameters', () => {
    const { configurations } =
      expand(`model: { layers: [flatten, { dense: { units: $units, activation: $act } }, { dropout: $rate }] }
parameters: { units: { values: [8, 16] }, act: { values: [relu, tanh] }, rate: 0.5 }`);
    expect(configurations.map(({ configuration: { model } }) => model.parameters)).toEqual([
      { units: 8, act: 'relu', rate: 0.5 },
      { units: 8, act: 'tanh', rate: 0.5 },
      { units: 16, act: 'relu', rate: 0.5 },
      { units: 16, act: 'tanh', rate: 0.5 },
    ]);
    expect(configurations[0]?.costs.params).toBe(BigInt(784 * 8 + 8 + 8 * 10 + 10));
  });

  it('has no parameter with the name of a cost, which a constraint means by it', () => {
    const layers = 'layers: [flatten, { dense: { units: $params } }]';
    const problem = (lines: string) => problemsOf(() => expand(lines));
    expect(problem(`model: { ${layers} }\nparameters: { params: { values: [8, 16] } }`)).toEqual([
      '4:15: parameters.params has the name of a cost; got a parameter of layers; expected a name ' +
        'other than flops, params, training_flops, which have a meaning in constraints; rename it, and ' +
        'its $name in the layers',
    ]);
    // One place of two models is one problem.
    const models = `model: [{ family: a, ${layers} }, { family: b, ${layers} }]`;
    expect(problem(`${models}\nparameters: { params: 8 }`)).toHaveLength(1);
  });

  it('is skipped by a constraint on a parameter that it lacks; its dropout is 0 to one', () => {
    const families = (constraint: string): readonly string[] =>
      expand(`model: [{ family: mlp }, { family: wide, layers: [flatten, { dense: $units }] }]
parameters: { hidden: [8], dropout: 0.5, units: 16, epochs: 1 }
constraints: ['${constraint}']`)
        .configurations.filter(({ skipped }) => skipped === null)
        .map(({ configuration }) => configuration.model.family);
    expect(families('units <= 16')).toEqual(['wide']);
    expect(families('units > 16 or epochs == 1')).toEqual(['mlp', 'wide']);
    expect(families('dropout == 0')).toEqual(['wide']);
    expect(families('dropout == 0.5')).toEqual(['mlp']);
  });

  it('is the MLP where it says the same', () => {
    const layers = expand(
      'model: { layers: [flatten, { dense: { units: 50, activation: relu } }] }',
    );
    const mlp = expand('parameters: { hidden: [50] }');
    expect(layers.trials[0]?.id).toBe(mlp.trials[0]?.id);
  });

  it.each([
    // 28 steps of 28 features: (28 + 16) x 16 + 16, and with gates 3 and 4 times as much.
    ['{ simple_rnn: 16 }', 720],
    ['{ gru: 16 }', 3 * 720],
    ['{ lstm: { units: 16 } }', 4 * 720],
    // 3 x 28 x 8 + 8; 26 steps of 8 are 208 numbers.
    ['{ conv1d: { filters: 8, kernel_size: 3 } }, global_average_pooling1d', 680],
    // 9 x 1 x 2 + 2 for each multiple of the one channel.
    ['{ depthwise_conv2d: { kernel_size: 3, depth_multiplier: 2 } }, global_max_pooling2d', 20],
    // 9 + 1 x 4 + 4.
    ['{ separable_conv2d: { filters: 4, kernel_size: 3 } }, global_max_pooling2d', 17],
    ['batch_normalization, flatten', 4 * 28],
    ['layer_normalization, flatten', 2 * 28],
    // A row for each value of a pixel.
    ['{ embedding: 3 }, global_average_pooling1d', 256 * 3],
    [
      '{ reshape: [7, 7, 16] }, { conv2d: { filters: 2, kernel_size: 7 } }, flatten',
      49 * 16 * 2 + 2,
    ],
  ])('has %s with %i parameters before its output', (layers, params) => {
    const { network } = expand(`model: { layers: [${layers}] }`).configurations[0] ?? {};
    const before = network?.layers
      .slice(0, -1)
      .reduce((sum, layer) => sum + Number(layer.params), 0);
    expect(before).toBe(params);
    expect(network?.layers.at(-1)).toMatchObject({
      class: 'Dense',
      config: { units: 10, activation: 'softmax' },
    });
  });

  it('stands beside MLPs, each model with parameters of its own', () => {
    const { configurations } = expand(`model:
  - family: mlp
    parameters: { hidden: { values: [[16], [32]] } }
  - family: lenet
    layers: [{ conv2d: { filters: $filters, kernel_size: 3 } }, flatten]
    parameters: { filters: { values: [2, 4] }, learning_rate: 0.01 }
parameters: { epochs: 2 }`);
    expect(
      configurations.map(({ configuration: { model, learning_rate, epochs } }) => [
        model.family,
        model.hidden.join('-'),
        learning_rate,
        epochs,
      ]),
    ).toEqual([
      ['mlp', '16', 0.001, 2],
      ['mlp', '32', 0.001, 2],
      ['lenet', 'conv2', 0.01, 2],
      ['lenet', 'conv4', 0.01, 2],
    ]);
  });
});

it.each([
  [
    'model: { layers: [flaten] }',
    '3:19: model.layers[0] is not known; got flaten; expected one of dense',
  ],
  [
    'model: { layers: [dense] }',
    '3:19: model.layers[0] cannot be used; got dense; expected its units as well',
  ],
  ['model: { layers: [{ conv2: {} }] }', '3:21: unknown key in model.layers[0]; got conv2;'],
  ['model: { layers: [{ conv2d: { filter: 3, kernel_size: 3 } }] }', 'did you mean filters?'],
  ['model: { layers: [{ conv2d: { filters: 3 } }] }', 'kernel_size is missing'],
  ['model: { layers: [{ dense: { units: -1 } }] }', 'a whole number from 1'],
  ['model: { layers: [flatten, { dense: $units }] }', 'add units: {values: [...]}'],
  [
    'model: { layers: [flatten, { dense: $units }] }\nparameters: { units: 3, unit: 4 }',
    'did you mean units?',
  ],
  [
    'model: { layers: [flatten, { dense: $units }] }\nparameters: { units: { values: [3, wide] } }',
    'model.layers[1].dense.units cannot be $units; got "wide"; expected a whole number from 1',
  ],
  [
    'model: { layers: [{ conv2d: { filters: 3, kernel_size: [] } }, flatten] }',
    'kernel_size is empty; got []; expected a whole number from 1 up, or one for each dimension',
  ],
  [
    'model: { layers: [{ conv2d: { filters: 3, kernel_size: 3 } }] }',
    'add flatten, or a global pooling',
  ],
  [
    'model: { layers: [flatten, { dense: { units: 10, activation: softmax } }] }',
    'expected one of relu',
  ],
  [
    'model: { layers: [flatten, { conv2d: { filters: 3, kernel_size: 3 } }] }',
    'do not form a network',
  ],
  [
    'model: { layers: [{ conv2d: { filters: 3, kernel_size: 99 } }, flatten] }',
    'do not form a network',
  ],
  ['model: { family: mlp, layers: [flatten] }', 'another name than mlp with layers'],
  ['model: { family: cnn }\nparameters: { hidden: [8] }', 'mlp, or layers with the family'],
  [
    'model: [{ family: a, layers: [flatten] }, { family: a, layers: [flatten] }]',
    'each family once',
  ],
  ['model: [{ family: mlp }]', 'parameters.hidden is missing, which the model mlp needs'],
])('%s is answered', (lines, answer) => {
  const problems = problemsOf(() => expand(lines));
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(answer);
});
