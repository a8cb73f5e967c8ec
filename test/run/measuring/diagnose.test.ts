import { expect, test } from 'vitest';
import type { EngineName } from '../../../src/native/engine.js';
import type { EngineProbe } from '../../../src/native/probe.js';
import { adviceFor } from '../../../src/run/measuring/diagnose.js';

const loads = (
  name: EngineName,
  device: 'cpu' | 'gpu',
  missing: readonly string[] = [],
): EngineProbe => ({
  name,
  missing,
  available: true,
  report: {
    engine: name,
    version: '4.22.0',
    library: 'TensorFlow 2.21.0',
    path: '/package',
    device,
    device_name: null,
    threads: 1,
  },
  log: '',
});
const fails = (missing: readonly string[] = []): EngineProbe => ({
  name: 'tfjs-node-gpu',
  missing,
  available: false,
  reason: 'its native library is not there',
});
const wasm = loads('wasm', 'cpu');
const LINUX = { canStage: true, hasGpuDriver: false, hasCuda: false };
const WITH_DRIVER = { ...LINUX, hasGpuDriver: true };
const WITH_CUDA = { ...WITH_DRIVER, hasCuda: true };

test.each([
  ['wasm alone', [fails(), wasm], LINUX, /^sweep setup installs the native library/],
  ['wasm alone beside a GPU', [fails(), wasm], WITH_DRIVER, /^sweep setup --gpu installs/],
  ['wasm on a Mac', [fails(), wasm], { ...LINUX, canStage: false }, /^on Linux x86-64/],
  [
    'a CPU build beside a GPU',
    [loads('tfjs-node-gpu', 'cpu'), wasm],
    WITH_DRIVER,
    /NVIDIA driver: sweep setup --gpu/,
  ],
  [
    'a CUDA build without a driver',
    [loads('tfjs-node-gpu', 'cpu', ['libcuda.so.1']), wasm],
    { ...LINUX, hasCuda: true },
    /no NVIDIA driver: install one/,
  ],
  [
    'a CUDA build with a library gone',
    [loads('tfjs-node-gpu', 'gpu', ['libcudnn.so.9']), wasm],
    WITH_CUDA,
    /reinstalls the complete CUDA build/,
  ],
  [
    'a CUDA build that does not even load',
    [fails(['libcudart.so.12']), wasm],
    WITH_CUDA,
    /reinstalls the complete CUDA build/,
  ],
])('%s: one thing to do', (_, probes, surroundings, advice) => {
  expect(adviceFor(probes, surroundings)).toEqual([expect.stringMatching(advice)]);
});

test('two things to do are both said', () => {
  const probes = [fails(['libcudart.so.12', 'libcuda.so.1']), wasm];
  expect(adviceFor(probes, { ...LINUX, hasCuda: true })).toEqual([
    expect.stringMatching(/reinstalls the complete CUDA build/),
    expect.stringMatching(/no NVIDIA driver: install one/),
  ]);
});

test('a broken CUDA build beside a CPU build that loads is said', () => {
  const probes = [fails(), loads('tfjs-node-gpu', 'cpu'), wasm];
  expect(adviceFor(probes, WITH_CUDA)).toEqual([
    expect.stringMatching(/reinstalls the complete CUDA build/),
  ]);
});

test.each([
  ['a GPU that is registered', [loads('tfjs-node-gpu', 'gpu'), wasm], WITH_CUDA],
  ['a CPU build without a GPU', [loads('tfjs-node-gpu', 'cpu'), wasm], LINUX],
])('%s: nothing to do', (_, probes, surroundings) => {
  expect(adviceFor(probes, surroundings)).toEqual([]);
});
