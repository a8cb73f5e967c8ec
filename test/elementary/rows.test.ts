import { describe, expect, it, test } from 'vitest';
import {
  ACTIVATION_FUNCTIONS,
  ACTIVATIONS,
  activationFunction,
  DENSE_ACTIVATIONS,
  functionOf,
  tfjsName,
} from '../../src/elementary/activations.js';
import {
  aboutOptimizers,
  aboutWeightDecay,
  COUNTED_OPTIMIZERS,
  counterCount,
  DEFAULT_WEIGHT_DECAY,
  OPTIMIZERS,
  ruleOf,
  StepCounters,
  UPDATE_FLOPS,
} from '../../src/elementary/optimizers.js';

// Stored specs, databases and scripts of users have these words: they stay, in their order.

test('a spec names the activations that it always named', () => {
  expect(ACTIVATIONS.slice(0, 9)).toEqual(
    'relu tanh sigmoid linear elu selu gelu swish softplus'.split(' '),
  );
  expect(ACTIVATIONS.map(functionOf)).toEqual(
    ACTIVATIONS.map((word) => (word === 'swish' ? 'silu' : word)),
  );
});

test('every activation that a spec names can be trained in a group, and no other', () => {
  expect([...DENSE_ACTIVATIONS].sort()).toEqual(ACTIVATIONS.map(functionOf).sort());
});

test('activations are counted by the names that they always had', () => {
  expect(ACTIVATION_FUNCTIONS).toEqual(
    (
      'linear relu relu6 leaky_relu prelu elu celu selu gelu silu mish tanh tanh_shrink hard_tanh ' +
      'sigmoid log_sigmoid hard_sigmoid hard_silu softplus softsign soft_shrink hard_shrink ' +
      'squareplus sparse_plus sparse_sigmoid threshold exponential softmax log_softmax sparsemax'
    ).split(' '),
  );
});

test.each([
  ['swish', 'silu'],
  ['hardSigmoid', 'hard_sigmoid'],
  ['hard_swish', 'hard_silu'],
  ['gelu_new', 'gelu'],
  ['exp', 'exponential'],
  ['LeakyReLU', 'leaky_relu'],
  ['sine', null],
])('%s is another name of %s', (alias, name) => {
  expect(activationFunction(alias)).toBe(name);
});

test.each([
  ['silu', 'swish'],
  ['hard_sigmoid', 'hardSigmoid'],
  ['log_softmax', 'logSoftmax'],
  ['mish', 'mish'],
  ['celu', null],
  ['exponential', null],
] as const)('TensorFlow.js calls %s %s', (name, theirs) => {
  expect(tfjsName(name)).toBe(theirs);
});

test('optimizers have the words and the order that they always had, new ones behind', () => {
  expect(OPTIMIZERS).toEqual(['adam', 'sgd', 'momentum', 'rmsprop', 'adamw', 'nadam']);
  expect(COUNTED_OPTIMIZERS).toEqual(
    'sgd momentum nesterov adagrad adadelta rmsprop adam adamax adamw nadam'.split(' '),
  );
});

test('each optimizer has its FLOPs and its decay', () => {
  expect(UPDATE_FLOPS).toEqual({
    ...{ sgd: 2n, momentum: 4n, nesterov: 6n, adagrad: 7n, adadelta: 16n },
    ...{ rmsprop: 9n, adam: 14n, adamax: 11n, adamw: 16n, nadam: 16n },
  });
  const decaying = COUNTED_OPTIMIZERS.filter((name) => DEFAULT_WEIGHT_DECAY[name] > 0);
  expect(decaying.map((name) => [name, DEFAULT_WEIGHT_DECAY[name]])).toEqual([['adamw', 0.004]]);
  expect(aboutOptimizers()).toBe('`momentum` is SGD with momentum 0.9');
  expect(aboutWeightDecay()).toBe('0.004 for adamw');
});

describe('counters of a rule', () => {
  it('has none for plain descent', () => {
    expect(counterCount(ruleOf('sgd'))).toBe(0);
    expect(new StepCounters(ruleOf('sgd')).at(1)).toEqual([]);
  });

  it("has Adam's powers of each step, from the first on", () => {
    const counters = new StepCounters(ruleOf('adam'));
    expect(counters.at(1)).toEqual([0.9, 0.999]);
    expect(counters.at(2)).toEqual([0.9 ** 2, 0.999 ** 2]);
    expect(counters.at(2)).toEqual([0.9 ** 2, 0.999 ** 2]);
  });

  it("multiplies Nadam's momenta, also where steps are passed over", () => {
    const momentum = (step: number): number => 0.9 * (1 - 0.5 * 0.96 ** step);
    const [warmUp, power, product] = new StepCounters(ruleOf('nadam')).at(3);
    expect([warmUp, power]).toEqual([0.96 ** 3, 0.999 ** 3]);
    expect(product).toBeCloseTo(momentum(1) * momentum(2) * momentum(3), 14);
  });
});
