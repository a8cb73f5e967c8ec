import { expect, test } from 'vitest';
import { trainingFlops, type Training } from '../../src/flops/training.js';
import { mlpNetwork } from '../../src/network/mlp.js';

const LARGE = mlpNetwork({ hidden: [100, 100], activation: 'relu' }, [28, 28], 10);
const NOTEBOOK: Training = {
  convention: 'notebook',
  optimizer: 'adam',
  train: 50_000,
  batchSize: 32,
  epochs: 10,
};

test("the notebook's ten epochs of 784-100-100-10 cost 209,533,460,200 FLOPs", () => {
  // 10 x (50,000 x (179,050 + 200,800) + 1,563 x 14 x 89,610)
  expect(trainingFlops(LARGE, NOTEBOOK)).toBe(209_533_460_200n);
});

test('the short last batch is a step of its own', () => {
  const full = trainingFlops(LARGE, { ...NOTEBOOK, train: 64, epochs: 1 });
  const short = trainingFlops(LARGE, { ...NOTEBOOK, train: 65, epochs: 1 });
  expect(short - full).toBe(379_850n + 14n * 89_610n);
});

test('a decay of the weights costs 2 per parameter and step, but for AdamW, which has it', () => {
  const of = (optimizer: Training['optimizer'], weightDecay: boolean): bigint =>
    trainingFlops(LARGE, { ...NOTEBOOK, optimizer, weightDecay });
  expect(of('adam', true) - of('adam', false)).toBe(10n * 1563n * 2n * 89_610n);
  expect(of('adamw', true)).toBe(of('adam', true));
  expect(of('adamw', false)).toBe(of('adamw', true));
});

test('flop counts products only, whatever the optimizer', () => {
  const training: Training = { ...NOTEBOOK, convention: 'flop', optimizer: 'sgd' };
  // 10 x 50,000 x (178,800 + 200,800)
  expect(trainingFlops(LARGE, training)).toBe(189_800_000_000n);
});

test('epochs multiply', () => {
  const once = trainingFlops(LARGE, { ...NOTEBOOK, epochs: 1 });
  expect(trainingFlops(LARGE, { ...NOTEBOOK, epochs: 7 })).toBe(7n * once);
});

test('counts beyond 2^53 stay exact', () => {
  const wide = mlpNetwork({ hidden: [99_999], activation: 'linear' }, [1, 99_999], 10);
  const mac = trainingFlops(wide, {
    ...NOTEBOOK,
    convention: 'mac',
    train: 1_000_001,
    epochs: 999,
  });
  // Forward and weight gradient of both layers, input gradient of the second.
  const products = 99_999n * 99_999n + 99_999n * 10n;
  expect(mac).toBe(999n * 1_000_001n * (2n * products + 999_990n));
});
