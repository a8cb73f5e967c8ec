import { expect, test } from 'vitest';
import { architectureOf } from '../../src/network/architecture.js';
import { mlpNetwork } from '../../src/network/mlp.js';

test('it holds classes, settings and links, but no names', () => {
  const network = mlpNetwork({ hidden: [4], activation: 'tanh' }, [2, 3], 5);
  expect(architectureOf(network)).toEqual([
    { input: [2, 3] },
    { class: 'Flatten', config: {}, inbound: [0] },
    { class: 'Dense', config: { units: 4, activation: 'tanh', use_bias: true }, inbound: [1] },
    { class: 'Dense', config: { units: 5, activation: 'softmax', use_bias: true }, inbound: [2] },
  ]);
});

test('the activation of hidden layers does not count where there are none', () => {
  const relu = mlpNetwork({ hidden: [], activation: 'relu' }, [2, 3], 5);
  const tanh = mlpNetwork({ hidden: [], activation: 'tanh' }, [2, 3], 5);
  expect(architectureOf(relu)).toEqual(architectureOf(tanh));
});
