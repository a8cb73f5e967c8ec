import { expect, test } from 'vitest';
import { packingFor } from '../../src/run/packing.js';

const AUTO = { fuse: 'auto', compile: 'auto' } as const;

test('on the native engine every worker gets a program at least', () => {
  expect(packingFor('tfjs-node-gpu', 0, AUTO, 26, 2)).toMatchObject({ trials: 13 });
  expect(packingFor('tfjs-node-gpu', 0, AUTO, 27, 2)).toMatchObject({ trials: 14 });
  expect(packingFor('tfjs-node-gpu', 0, AUTO, 1, 8)).toMatchObject({ trials: 1 });
});

test('fuse: off leaves every trial a program of its own', () => {
  expect(packingFor('tfjs-node-gpu', 0, { ...AUTO, fuse: 'off' }, 26, 2)).toMatchObject({
    trainer: 'compiled',
    trials: 1,
  });
});

test('compile: off leaves all to the layers trainer', () => {
  expect(packingFor('tfjs-node-gpu', 0, { ...AUTO, compile: 'off' }, 26, 2)).toBeNull();
});

test('a number bounds the trials of a program', () => {
  expect(packingFor('tfjs-node-gpu', 0, { ...AUTO, fuse: 4 }, 26, 2)).toMatchObject({ trials: 4 });
  expect(packingFor('wasm', 0, { ...AUTO, fuse: 16 }, 64, 2)).toMatchObject({ trials: 16 });
});

test('on wasm trials are trained together on tfjs operations, a few at a time', () => {
  expect(packingFor('wasm', 0, AUTO, 26, 2)).toMatchObject({ trainer: 'fused', trials: 8 });
  expect(packingFor('wasm', 0, AUTO, 4, 2)).toMatchObject({ trainer: 'fused', trials: 2 });
  expect(packingFor('wasm', 0, { ...AUTO, compile: 'off' }, 26, 2)).toBeNull();
});

test('on a GPU nothing is packed', () => {
  expect(packingFor('tfjs-node-gpu', 1, AUTO, 26, 2)).toBeNull();
});
