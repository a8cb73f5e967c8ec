import { expect, test } from 'vitest';
import { countFlops } from '../../src/flops/count.js';
import { UncountedLayerError } from '../../src/flops/layer-work.js';
import { mlpNetwork } from '../../src/network/mlp.js';
import type { Layer } from '../../src/network/network.js';
import { networkFromTopology } from '../../src/network/keras/topology.js';

const NOTEBOOK = mlpNetwork({ hidden: [100, 100], activation: 'relu' }, [28, 28], 10);

test('the notebook counts products twice, activations once, softmax five times', () => {
  const report = countFlops(NOTEBOOK, { convention: 'notebook' });
  // 2 x 784 x 100 + 100, 2 x 100 x 100 + 100, 2 x 100 x 10 + 5 x 10
  expect(report.layers.map((layer) => layer.forward)).toEqual([0n, 156_900n, 20_100n, 2_050n]);
  expect(report.forward).toBe(179_050n);
});

test('backward is the products of the weight gradients, and of the input gradients but the first', () => {
  const report = countFlops(NOTEBOOK, { convention: 'notebook' });
  expect(report.layers.map((layer) => layer.weight_gradient)).toEqual([
    0n,
    156_800n,
    20_000n,
    2_000n,
  ]);
  expect(report.layers.map((layer) => layer.input_gradient)).toEqual([0n, 0n, 20_000n, 2_000n]);
  expect(report.backward).toBe(200_800n);
});

test('a network behind another has an input gradient in its first layer too', () => {
  const report = countFlops(NOTEBOOK, { convention: 'notebook', inputGradient: true });
  expect(report.backward).toBe(200_800n + 156_800n);
});

test('mac counts multiply-accumulates only, flop twice of it', () => {
  const mac = countFlops(NOTEBOOK, { convention: 'mac' });
  const flop = countFlops(NOTEBOOK, { convention: 'flop' });
  // 784 x 100 + 100 x 100 + 100 x 10
  expect([mac.unit, mac.forward, mac.backward]).toEqual(['MAC', 89_400n, 89_400n + 11_000n]);
  expect([flop.unit, flop.forward, flop.backward]).toEqual(['FLOP', 178_800n, 200_800n]);
  expect([mac.optimizer_step, flop.optimizer_step]).toEqual([0n, 0n]);
});

test('the batch multiplies all but parameters and the optimizer', () => {
  const one = countFlops(NOTEBOOK, { convention: 'notebook' });
  const batch = countFlops(NOTEBOOK, { convention: 'notebook', batch: 32 });
  expect(batch.forward).toBe(32n * one.forward);
  expect(batch.backward).toBe(32n * (one.backward ?? 0n));
  expect([batch.params, batch.optimizer_step]).toEqual([one.params, one.optimizer_step]);
  expect(batch.layers[1]?.output_shape).toEqual([32, 100]);
});

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
  'a batch of %s is refused',
  (batch) => {
    expect(() => countFlops(NOTEBOOK, { convention: 'mac', batch })).toThrow(`batch is ${batch}`);
  },
);

test.each([
  ['adam', 14n],
  ['rmsprop', 9n],
  // Adam's 14, and w - (rate x decay) w.
  ['adamw', 16n],
  ['sgd', 2n],
  ['momentum', 4n],
  // Moments 3 + 4, c m + d g 3, v's correction 1, then 5 as Adam's.
  ['nadam', 16n],
] as const)('a step of %s costs %s per parameter in the notebook', (optimizer, cost) => {
  const report = countFlops(NOTEBOOK, { convention: 'notebook', optimizer });
  expect(report.optimizer_step).toBe(cost * 89_610n);
});

test.each([
  ['relu', 1n],
  ['tanh', 1n],
  ['sigmoid', 1n],
  ['linear', 0n],
] as const)('%s costs %s per unit in the notebook', (activation, cost) => {
  const network = mlpNetwork({ hidden: [30], activation }, [4, 4], 2);
  expect(countFlops(network, { convention: 'notebook' }).layers[1]?.activation).toBe(30n * cost);
});

test('totals are the sums of the rows, and a row that of its parts', () => {
  for (const convention of ['notebook', 'mac', 'flop'] as const) {
    const report = countFlops(NOTEBOOK, { convention, batch: 7 });
    for (const row of report.layers) {
      expect(row.forward).toBe(row.products + row.bias + row.activation + row.other);
      expect(row.backward).toBe((row.weight_gradient ?? 0n) + (row.input_gradient ?? 0n));
    }
    const sum = report.layers.reduce((total, row) => total + row.forward, 0n);
    expect(report.forward).toBe(sum);
  }
});

test('dropout costs one multiplication per unit, and only while training', () => {
  const network = networkFromTopology({
    class_name: 'Sequential',
    config: {
      layers: [
        { class_name: 'Dense', config: { units: 6, batch_input_shape: [null, 4] } },
        { class_name: 'Dropout', config: { rate: 0.5 } },
        { class_name: 'Dropout', config: { rate: 0 } },
      ],
    },
  });
  const report = countFlops(network, { convention: 'notebook' });
  expect(report.forward).toBe(48n); // 2 x 4 x 6
  expect(report.forward_training).toBe(54n);
});

test('layers without weights in front leave the first trainable one without an input gradient', () => {
  const network = networkFromTopology({
    class_name: 'Sequential',
    config: {
      layers: [
        { class_name: 'Activation', config: { activation: 'relu', batch_input_shape: [null, 4] } },
        { class_name: 'Dense', config: { units: 3 } },
        { class_name: 'ReLU', config: {} },
        { class_name: 'Dense', config: { units: 2 } },
      ],
    },
  });
  const report = countFlops(network, { convention: 'mac' });
  expect(report.layers.map((layer) => layer.input_gradient)).toEqual([0n, 0n, 0n, 6n]);
});

test('a class of layers without a handler is an error that names it, never 0', () => {
  const layer = { ...NOTEBOOK.layers[0], class: 'Capsule', name: 'odd' } as unknown as Layer;
  const network = { ...NOTEBOOK, layers: [layer] };
  expect(() => countFlops(network, { convention: 'notebook' })).toThrow(UncountedLayerError);
  expect(() => countFlops(network, { convention: 'notebook' })).toThrow(/layer odd .* Capsule/);
});

const entry = (class_name: string, name: string, config: object, ...nodes: readonly object[]) => ({
  class_name,
  name,
  config: { name, ...config },
  inbound_nodes: nodes,
});
const reads = (...names: readonly string[]) => names.map((name) => [name, 0, 0, {}]);
const chain = (...layers: readonly object[]) => ({
  class_name: 'Sequential',
  config: {
    layers: [
      { class_name: 'InputLayer', config: { name: 'in', batch_shape: [null, 3] } },
      ...layers,
    ],
  },
});
const dense = (name: string, units: number, config: object = {}) =>
  entry('Dense', name, { units, use_bias: false, ...config });

test('a frozen layer has no gradient of its weights, but lets that of what is before it through', () => {
  const model = chain(dense('a', 4), dense('b', 5, { trainable: false }), dense('c', 2));
  const { layers, optimizer_step } = countFlops(model, { convention: 'notebook' });
  const gradients = layers.map((row) => [row.weight_gradient, row.input_gradient]);
  // 2 x 3 x 4; 2 x 4 x 5 for what comes before; 2 x 5 x 2 both.
  expect(gradients).toEqual([
    [0n, 0n],
    [24n, 0n],
    [0n, 40n],
    [20n, 20n],
  ]);
  expect(optimizer_step).toBe(14n * (12n + 10n));
});

test('frozen layers in front need nothing at all', () => {
  const frozen = { trainable: false };
  const model = chain(dense('a', 4, frozen), dense('b', 5, frozen), dense('c', 2));
  const { layers } = countFlops(model, { convention: 'mac' });
  expect(layers.map((row) => row.backward)).toEqual([0n, 0n, 0n, 10n]);
});

test('a shared layer is counted for each call, its parameters and its optimizer once', () => {
  const model = {
    class_name: 'Functional',
    config: {
      layers: [
        entry('InputLayer', 'a', { batch_shape: [null, 3] }),
        entry('InputLayer', 'b', { batch_shape: [null, 3] }),
        { ...dense('shared', 4), inbound_nodes: [reads('a'), reads('b')] },
        entry('Add', 'sum', {}, [
          ['shared', 0, 0, {}],
          ['shared', 1, 0, {}],
        ]),
      ],
      input_layers: [
        ['a', 0, 0],
        ['b', 0, 0],
      ],
      output_layers: [['sum', 0, 0]],
    },
  };
  const report = countFlops(model, { convention: 'notebook' });
  expect(report.forward).toBe(2n * 24n + 4n);
  expect(report.backward).toBe(2n * 24n);
  expect([report.params, report.optimizer_step]).toEqual([12n, 14n * 12n]);
});

test('what TensorFlow.js runs has the first gradient where bias and product are one kernel', () => {
  const backward = (activation: string) =>
    countFlops(chain(dense('a', 4, { activation })), { convention: 'mac', executed: true })
      .backward;
  // 12 for the weights; 12 for an input that nobody asked for.
  expect(['relu', 'elu', 'tanh', 'linear'].map(backward)).toEqual([12n, 12n, 24n, 24n]);
});

test('a coefficient that is set goes before the convention', () => {
  const options = { convention: 'notebook', coefficients: { bias: 1n, relu: 3n } } as const;
  const report = countFlops(NOTEBOOK, options);
  expect(report.forward).toBe(178_800n + 210n + 3n * 200n + 50n);
  expect(report.coefficients).toEqual({ bias: 1n, relu: 3n });
});

test.each([
  ['nesterov', 6n],
  ['adagrad', 7n],
  ['adadelta', 16n],
  ['adamax', 11n],
] as const)('a step of %s costs %s per parameter', (optimizer, cost) => {
  expect(countFlops(NOTEBOOK, { optimizer }).optimizer_step).toBe(cost * 89_610n);
});

test.each([
  ['categorical_crossentropy', 50n],
  ['binary_crossentropy', 100n],
  ['mean_squared_error', 40n],
  ['mean_absolute_error', 50n],
] as const)('%s of ten outputs costs %s', (loss, cost) => {
  expect(countFlops(NOTEBOOK, { loss }).loss).toBe(cost);
});

test('without options it is the notebook, and a model may be its JSON', () => {
  expect(countFlops(NOTEBOOK)).toMatchObject({ convention: 'notebook', forward: 179_050n });
  expect(countFlops(chain(dense('a', 4))).forward).toBe(24n);
});
