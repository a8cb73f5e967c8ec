import { expect, test } from 'vitest';
import { REFERENCE_COSTS } from '../../src/plan/compilation.js';
import type { Means } from '../../src/run/means.js';
import { packingFor } from '../../src/run/packing.js';

const NATIVE: Means = {
  engine: 'tfjs-node-gpu',
  gpus: 0,
  workers: 2,
  compile: 'auto',
  costs: REFERENCE_COSTS,
};
const WASM: Means = { ...NATIVE, engine: 'wasm' };

test('on the native engine every worker gets a program at least', () => {
  expect(packingFor(NATIVE, 'auto', 26, 2)).toMatchObject({ trainer: 'compiled', trials: 13 });
  expect(packingFor(NATIVE, 'auto', 27, 2)).toMatchObject({ trials: 14 });
  expect(packingFor(NATIVE, 'auto', 1, 8)).toMatchObject({ trials: 1 });
});

test('on wasm trials are trained together on tfjs operations, a few at a time', () => {
  expect(packingFor(WASM, 'auto', 26, 2)).toMatchObject({ trainer: 'fused', trials: 4 });
  expect(packingFor(WASM, 'auto', 4, 2)).toMatchObject({ trainer: 'fused', trials: 2 });
});

test('fuse: off leaves every trial alone; a number bounds those of a job', () => {
  expect(packingFor(NATIVE, 'off', 26, 2)).toMatchObject({ trainer: 'compiled', trials: 1 });
  expect(packingFor(NATIVE, 4, 26, 2)).toMatchObject({ trials: 4 });
  expect(packingFor(WASM, 16, 64, 2)).toMatchObject({ trials: 16 });
});

test('compile: off leaves all to the layers trainer, and so does a GPU', () => {
  expect(packingFor({ ...NATIVE, compile: 'off' }, 'auto', 26, 2)).toBeNull();
  expect(packingFor({ ...WASM, compile: 'off' }, 'auto', 26, 2)).toBeNull();
  expect(packingFor({ ...NATIVE, gpus: 1 }, 'auto', 26, 2)).toBeNull();
});
