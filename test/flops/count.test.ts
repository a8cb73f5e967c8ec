import { expect, test } from 'vitest';
import { countFlops } from '../../src/flops/count.js';
import { UncountedLayerError } from '../../src/flops/handlers.js';
import { mlpNetwork } from '../../src/model/mlp.js';
import type { Layer } from '../../src/model/network.js';
import { networkFromTopology } from '../../src/model/topology.js';

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
  expect(batch.backward).toBe(32n * one.backward);
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
      expect(row.backward).toBe(row.weight_gradient + row.input_gradient);
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
