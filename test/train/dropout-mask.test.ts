import { expect, test } from 'vitest';
import { mlpNetwork } from '../../src/network/mlp.js';
import { dropoutMask, layerNumbers } from '../../src/train/seeded.js';

test('drops the share asked for and keeps the mean', () => {
  const mask = dropoutMask(3, 1, 0, [1000, 100], 0.2);
  const dropped = mask.filter((value) => value === 0).length;
  // Binomial: 20,000 of 100,000, standard deviation 126.
  expect(Math.abs(dropped - 20_000)).toBeLessThan(4 * 126);
  expect(new Set(mask)).toEqual(new Set([0, 1.25]));
});

test('every step, layer and seed has a mask of its own; fewer rows are a prefix', () => {
  const mask = (seed: number, layer: number, step: number, rows = 8): string =>
    dropoutMask(seed, layer, step, [rows, 16], 0.5).join();
  expect(new Set([mask(1, 1, 0), mask(2, 1, 0), mask(1, 2, 0), mask(1, 1, 1)]).size).toBe(4);
  expect(mask(1, 1, 0)).toBe(mask(1, 1, 0));
  expect(mask(1, 1, 0).startsWith(mask(1, 1, 0, 3))).toBe(true);
});

test('rate 0 drops nothing', () => {
  expect(new Set(dropoutMask(1, 1, 0, [32, 32], 0))).toEqual(new Set([1]));
});

test('dense layers draw by the same numbers with and without dropout', () => {
  const numbers = (dropout: number): number[] => {
    const network = mlpNetwork({ hidden: [4, 3], activation: 'relu', dropout }, [2, 2], 2);
    const all = layerNumbers(network);
    return network.layers.flatMap((layer, index) =>
      layer.class === 'Dense' ? [all[index] as number] : [],
    );
  };
  expect(numbers(0)).toEqual([1, 2, 3]);
  expect(numbers(0.5)).toEqual([1, 2, 3]);
});
