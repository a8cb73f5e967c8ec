import { expect, test } from 'vitest';
import { countFlops } from '../../src/flops/count.js';
import { flopsReportJson, jsonCount } from '../../src/flops/report.js';
import { mlpNetwork } from '../../src/network/mlp.js';

test('the JSON has the keys of the contract and no other', () => {
  const network = mlpNetwork({ hidden: [], activation: 'relu' }, [2, 2], 3);
  // 2 x 4 x 3 + 5 x 3 forward; 2 x 4 x 3 for the weights; 14 x (12 + 3) for Adam
  expect(flopsReportJson(countFlops(network, { convention: 'notebook' }))).toEqual({
    convention: 'notebook',
    unit: 'FLOP',
    batch: 1,
    executed: false,
    coefficients: {},
    params: 15,
    forward: 39,
    forward_training: 39,
    backward: 24,
    // Three outputs: log, product and sum, and two for the gradient of each.
    loss: 15,
    optimizer_step: 210,
    layers: [
      {
        name: 'flatten',
        class: 'Flatten',
        output_shape: [1, 4],
        params: 0,
        forward: 0,
        forward_training: 0,
        backward: 0,
        products: 0,
        bias: 0,
        activation: 0,
        other: 0,
        weight_gradient: 0,
        input_gradient: 0,
      },
      {
        name: 'dense',
        class: 'Dense',
        output_shape: [1, 3],
        params: 15,
        forward: 39,
        forward_training: 39,
        backward: 24,
        products: 24,
        bias: 0,
        activation: 15,
        other: 0,
        weight_gradient: 24,
        input_gradient: 0,
      },
    ],
  });
});

test('what a convention says nothing of is null', () => {
  const network = mlpNetwork({ hidden: [], activation: 'relu' }, [2, 2], 3);
  const report = flopsReportJson(countFlops(network, { convention: 'fvcore' }));
  expect([report.backward, report.loss, report.optimizer_step]).toEqual([null, null, null]);
  expect(report.layers.map((layer) => layer.weight_gradient)).toEqual([null, null]);
});

test('integers are numbers up to 2^53 - 1 and texts beyond', () => {
  expect(jsonCount(2n ** 53n - 1n)).toBe(9_007_199_254_740_991);
  expect(jsonCount(2n ** 53n)).toBe('9007199254740992');
});
