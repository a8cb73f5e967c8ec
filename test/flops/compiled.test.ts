import { expect, test } from 'vitest';
import { compiledOf } from '../../src/flops/compiled.js';
import { countFlops } from '../../src/flops/count.js';

/** 8-4-2: 46 parameters. */
const CONFIG = {
  name: 'model',
  layers: [
    { class_name: 'InputLayer', config: { name: 'in', batch_shape: [null, 8] } },
    { class_name: 'Dense', config: { name: 'a', units: 4, activation: 'relu' } },
    { class_name: 'Dense', config: { name: 'b', units: 2 } },
  ],
};
const keras3 = (compile_config: object) => ({
  class_name: 'Sequential',
  config: CONFIG,
  compile_config,
});
const optimizer = (class_name: string, config: object = {}) => ({
  optimizer: { module: 'keras.optimizers', class_name, config, registered_name: null },
  loss: 'mse',
});
const stepAndLoss = (model: object) => {
  const { optimizer_step, loss } = countFlops(model);
  return [optimizer_step, loss];
};

test.each([
  ['sgd', optimizer('SGD', { momentum: 0, nesterov: true }), 2n],
  ['momentum 0.9', optimizer('SGD', { momentum: 0.9, nesterov: false }), 4n],
  ['nesterov 0.9', optimizer('SGD', { momentum: 0.9, nesterov: true }), 6n],
  ['rmsprop', optimizer('RMSprop', { rho: 0.9, momentum: 0, centered: false }), 9n],
  ['adam', optimizer('Adam', { amsgrad: false, clipnorm: null }), 14n],
  ['adam with weight decay 0.01', optimizer('Adam', { weight_decay: 0.01 }), 16n],
  ['adamw with weight decay 0.004', optimizer('AdamW', { weight_decay: 0.004 }), 16n],
  ['adadelta', { optimizer: 'adadelta', loss: 'mse' }, 16n],
  ['nadam', optimizer('Nadam', { beta_1: 0.9, beta_2: 0.999 }), 16n],
])('the step of %s is counted as the file says', (text, config, each) => {
  expect(compiledOf(keras3(config)).optimizer?.text).toBe(text);
  expect(stepAndLoss(keras3(config))).toEqual([46n * each, 8n]);
});

test.each([
  ['Lion', optimizer('Lion')],
  ['adam with amsgrad', optimizer('Adam', { amsgrad: true })],
  ['adam with clipnorm', optimizer('Adam', { clipnorm: 1 })],
  ['rmsprop with centered, momentum', optimizer('RMSprop', { centered: true, momentum: 0.9 })],
  ['LossScaleOptimizer', optimizer('LossScaleOptimizer', { inner_optimizer: {} })],
  [
    'mine>Adam',
    { optimizer: { module: 'mine', class_name: 'Adam', config: {}, registered_name: 'mine>Adam' } },
  ],
])('%s is no rule of the tables, and counts as no other', (text, config) => {
  expect(compiledOf(keras3(config)).optimizer).toEqual({ text, counted: null });
  expect(countFlops(keras3(config)).optimizer_step).toBeNull();
  // Where no rule counts, neither does this one; what the caller says goes first.
  expect(countFlops(keras3(config), { convention: 'mac' }).optimizer_step).toBe(0n);
  expect(countFlops(keras3(config), { optimizer: 'sgd' }).optimizer_step).toBe(92n);
});

const named = (class_name: string, config: object = {}) => ({
  module: 'keras.losses',
  class_name,
  config,
  registered_name: null,
});
test.each([
  ['mean squared error', 'mse', 8n],
  ['mean squared error', named('MeanSquaredError', { reduction: 'sum' }), 8n],
  ['mean absolute error', { class_name: 'function', config: 'mean_absolute_error' }, 10n],
  ['binary crossentropy', 'binary_crossentropy', 20n],
  ['sparse categorical crossentropy', 'sparse_categorical_crossentropy', 10n],
  [
    'categorical crossentropy (without its from_logits)',
    named('CategoricalCrossentropy', { from_logits: true, label_smoothing: 0 }),
    10n,
  ],
  ['mean absolute error', ['mae'], 10n],
  ['mean squared error', { b: 'mse' }, 8n],
  ['Huber', named('Huber', { delta: 1 }), null],
  ['my_loss', 'my_loss', null],
  ['mean squared error', ['mse', 'mse'], null],
  ['other', { other: 'mse' }, null],
])('loss %s of %j counts %s', (text, loss, count) => {
  const model = keras3({ optimizer: 'sgd', loss });
  expect(compiledOf(model).loss?.text).toBe(text);
  expect(stepAndLoss(model)).toEqual([92n, count]);
  expect(countFlops(model, { loss: 'mean_squared_error' }).loss).toBe(8n);
});

test('each output has the loss that the file gives it', () => {
  const node = (name: string) => ({ inbound_nodes: [[[name, 0, 0, {}]]] });
  const dense = (name: string, units: number) => ({
    class_name: 'Dense',
    name,
    config: { name, units },
    ...node('in'),
  });
  const config = {
    layers: [{ ...CONFIG.layers[0], name: 'in', inbound_nodes: [] }, dense('a', 3), dense('b', 5)],
    input_layers: [['in', 0, 0]],
    output_layers: [
      ['b', 0, 0],
      ['a', 0, 0],
    ],
  };
  const loss = (value: unknown) =>
    countFlops({ class_name: 'Functional', config, compile_config: { loss: value } }).loss;
  expect(loss('mse')).toBe(8n * 4n);
  expect(loss(['mae', 'mse'])).toBe(5n * 5n + 3n * 4n);
  expect(loss({ a: 'mae', b: 'mse' })).toBe(3n * 5n + 5n * 4n);
  expect(loss({ a: 'mae', b: null })).toBe(15n);
  expect(loss({ a: 'mae', b: 'hinge' })).toBeNull();
  const model = { class_name: 'Functional', config };
  expect(countFlops(model, { loss: ['mean_absolute_error', null] }).loss).toBe(25n);
  expect(() => countFlops(model, { loss: ['mean_squared_error'] })).toThrow(RangeError);
});

test('Keras 2 and TensorFlow.js write it in other places', () => {
  const training = (class_name: string, config: object) => ({
    loss: 'mean_absolute_error',
    optimizer_config: { class_name, config },
  });
  const model = { class_name: 'Sequential', config: CONFIG };
  const kerasTwo = {
    modelTopology: {
      keras_version: '2.12.0',
      model_config: model,
      training_config: training('SGD', { momentum: 0.5 }),
    },
  };
  const tfjs = {
    modelTopology: { model_config: model },
    trainingConfig: training('Momentum', { momentum: 0.5, use_nesterov: true }),
  };
  expect(stepAndLoss(kerasTwo)).toEqual([46n * 4n, 10n]);
  expect(stepAndLoss(tfjs)).toEqual([46n * 6n, 10n]);
});

test('a model that was not compiled counts Adam and cross-entropy', () => {
  expect(stepAndLoss({ class_name: 'Sequential', config: CONFIG })).toEqual([46n * 14n, 10n]);
  expect(compiledOf({ class_name: 'Sequential', config: CONFIG })).toEqual({
    optimizer: null,
    loss: null,
  });
});
