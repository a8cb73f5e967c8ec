import { expect, test } from 'vitest';
import { packingFor } from '../../src/run/packing.js';

const NATIVE = { candidate: { engine: 'tfjs-node-gpu', path: '/package' }, gpus: [] } as const;
const AUTO = { fuse: 'auto', compile: 'auto' } as const;
const WASM = { candidate: { engine: 'wasm', path: '/wasm' }, gpus: [] } as const;
const GPU = { id: '0', name: 'Card', memory_mib: 1024, compute_capability: '9.0' };

test('on the native engine every worker gets a program at least', () => {
  expect(packingFor(NATIVE, AUTO, 26, 2)).toMatchObject({ trials: 13 });
  expect(packingFor(NATIVE, AUTO, 27, 2)).toMatchObject({ trials: 14 });
  expect(packingFor(NATIVE, AUTO, 1, 8)).toMatchObject({ trials: 1 });
});

test('fuse: off leaves every trial a program of its own', () => {
  expect(packingFor(NATIVE, { ...AUTO, fuse: 'off' }, 26, 2)).toEqual({ params: 0, trials: 1 });
});

test('compile: off leaves all to the layers trainer', () => {
  expect(packingFor(NATIVE, { ...AUTO, compile: 'off' }, 26, 2)).toBeNull();
});

test('on wasm and on a GPU nothing is packed', () => {
  expect(packingFor(WASM, AUTO, 26, 2)).toBeNull();
  expect(packingFor({ ...NATIVE, gpus: [GPU] }, AUTO, 26, 2)).toBeNull();
});
