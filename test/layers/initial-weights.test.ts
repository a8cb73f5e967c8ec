import { expect, test } from 'vitest';
import { rowOf } from '../../src/layers/classes.js';
import { drawsOf } from '../../src/layers/weights.js';
import { layersTopology } from '../../src/network/layer-language.js';
import { networkFromTopology } from '../../src/network/keras/topology.js';

test('PReLU begins with slopes of 0, one for all positions of an axis that is shared', () => {
  const conv = { layer: 'conv2d', settings: { filters: 3, kernel_size: 3 } };
  const settings = { shared_axes: [1, 2] };
  const layers = [conv, { layer: 'prelu', settings }, { layer: 'flatten', settings: {} }];
  const network = networkFromTopology(layersTopology(layers, [10, 10], 4));
  const prelu = network.layers.find((layer) => layer.class === 'PReLU');
  if (prelu === undefined) throw new Error('there is one');
  expect(rowOf(prelu).initialWeights?.(prelu, drawsOf(1, 1))).toEqual([
    { name: 'alpha', shape: [1, 1, 3], values: new Float32Array(3), trained: true },
  ]);
});
