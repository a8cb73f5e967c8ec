import { expect, test } from 'vitest';
import { packingFor } from '../../src/run/packing.js';

const AUTO = { fuse: 'auto', compile: 'auto' } as const;

test('on the native engine every worker gets a program at least', () => {
  expect(packingFor('tfjs-node-gpu', 0, AUTO, 26, 2)).toMatchObject({ trials: 13 });
  expect(packingFor('tfjs-node-gpu', 0, AUTO, 27, 2)).toMatchObject({ trials: 14 });
  expect(packingFor('tfjs-node-gpu', 0, AUTO, 1, 8)).toMatchObject({ trials: 1 });
});

test('fuse: off leaves every trial a program of its own', () => {
  expect(packingFor('tfjs-node-gpu', 0, { ...AUTO, fuse: 'off' }, 26, 2)).toEqual({
    params: 0,
    trials: 1,
  });
});

test('compile: off leaves all to the layers trainer', () => {
  expect(packingFor('tfjs-node-gpu', 0, { ...AUTO, compile: 'off' }, 26, 2)).toBeNull();
});

test('on wasm and on a GPU nothing is packed', () => {
  expect(packingFor('wasm', 0, AUTO, 26, 2)).toBeNull();
  expect(packingFor('tfjs-node-gpu', 1, AUTO, 26, 2)).toBeNull();
});
