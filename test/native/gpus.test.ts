import { expect, test } from 'vitest';
import type { EngineReport } from '../../src/native/engine.js';
import {
  gpuEnvironment,
  hasGpuDriver,
  registeredGpus,
  requireGpus,
} from '../../src/native/gpus.js';
import type { EngineProbe } from '../../src/native/probe.js';

const report = (device: 'cpu' | 'gpu', library: string): EngineReport => ({
  engine: 'tfjs-node-gpu',
  version: '4.22.0',
  library,
  path: null,
  device,
  device_name: null,
  threads: null,
  passed_over: [],
});

const DEVICES = [
  'I0000 00:00:1763900000.101010 42 gpu_device.cc:2019] Created device ' +
    '/job:localhost/replica:0/task:0/device:GPU:0 with 77753 MB memory:  -> device: 0, name: ' +
    'NVIDIA H100 80GB HBM3, pci bus id: 0000:05:00.0, compute capability: 9.0a',
  'I0000 00:00:1763900000.202020 42 gpu_device.cc:2019] Created device ' +
    '/job:localhost/replica:0/task:0/device:GPU:1 with 21873 MB memory:  -> device: 1, name: ' +
    'NVIDIA L4, pci bus id: 0000:06:00.0, compute capability: 8.9',
].join('\n');

interface Asked {
  readonly environment: Readonly<Record<string, string>>;
}

/** A library that answers every question so, and keeps what it was asked. */
function answering(probe: EngineProbe) {
  const asked: Asked[] = [];
  return {
    asked,
    probe: (_: unknown, environment: Readonly<Record<string, string>> = {}) => {
      asked.push({ environment });
      return Promise.resolve(probe);
    },
  };
}

function loaded(
  device: 'cpu' | 'gpu',
  log: string,
  library = 'TensorFlow 2.21.0',
  missing: readonly string[] = [],
): EngineProbe {
  return {
    name: 'tfjs-node-gpu',
    available: true,
    report: report(device, library),
    missing,
    log,
  };
}

test('every GPU that TensorFlow registered, with the name that it gives', async () => {
  const { probe, asked } = answering(loaded('gpu', DEVICES));
  expect(await requireGpus('auto', {}, probe)).toEqual([
    { id: '0', name: 'NVIDIA H100 80GB HBM3', memory_mib: 77753, compute_capability: '9.0a' },
    { id: '1', name: 'NVIDIA L4', memory_mib: 21873, compute_capability: '8.9' },
  ]);
  expect(asked[0]?.environment).toEqual({
    CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
    TF_CPP_MIN_LOG_LEVEL: '0',
  });
});

test('those asked for keep their ids, though TensorFlow counts from 0', async () => {
  const { probe, asked } = answering(loaded('gpu', DEVICES));
  const gpus = await requireGpus(['5', 'GPU-ab12'], {}, probe);
  expect(gpus.map(({ id, name }) => [id, name])).toEqual([
    ['5', 'NVIDIA H100 80GB HBM3'],
    ['GPU-ab12', 'NVIDIA L4'],
  ]);
  expect(asked[0]?.environment['CUDA_VISIBLE_DEVICES']).toBe('5,GPU-ab12');
  expect(gpus.map(gpuEnvironment)).toEqual([
    { CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: '5' },
    { CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: 'GPU-ab12' },
  ]);
});

test("auto stays within a scheduler's CUDA_VISIBLE_DEVICES", async () => {
  const { probe } = answering(loaded('gpu', DEVICES));
  const gpus = await requireGpus('auto', { CUDA_VISIBLE_DEVICES: '3, 2' }, probe);
  expect(gpus.map(({ id }) => id)).toEqual(['3', '2']);
});

test('a GPU asked for that TensorFlow does not register is an error with those it has', async () => {
  const { probe } = answering(loaded('gpu', DEVICES));
  await expect(requireGpus(['0', '1', '7'], {}, probe)).rejects.toThrow(
    'gpus: 7 cannot be had; TensorFlow registered 0 (NVIDIA H100 80GB HBM3), 1 (NVIDIA L4)',
  );
});

test('a silent fallback to the CPU is an error with what TensorFlow could not open', async () => {
  const log = [
    'WARNING: All log messages before absl::InitializeLog() is called are written to STDERR',
    'I0000 00:00:1700000000.000001   123 cpu_feature_guard.cc:227] This binary is optimized',
    "W0000 00:00:1700000000.000002   123 dso_loader.cc:59] Could not load 'libcudnn.so.9'",
    'W0000 00:00:1700000000.000003   123 gpu_device.cc:2341] Skipping registering GPU devices...',
  ].join('\n');
  const { probe } = answering(loaded('cpu', log, 'TensorFlow 7.8.9'));
  await expect(requireGpus('auto', {}, probe)).rejects.toThrow(
    'device gpu cannot be had: TensorFlow 7.8.9 registered only a cpu: Could not load ' +
      "'libcudnn.so.9' | Skipping registering GPU devices...; sweep doctor shows what can",
  );
});

test('a library missing from the staged build, and a missing driver, are named first', async () => {
  const missing = ['libcusparse.so.12', 'libcuda.so.1'];
  const { probe } = answering(loaded('cpu', '', 'TensorFlow 2.21.0', missing));
  await expect(requireGpus('auto', {}, probe)).rejects.toThrow(
    'registered only a cpu: libcusparse.so.12 cannot be opened | no NVIDIA driver is installed (libcuda.so.1); ' +
      'sweep setup --gpu makes the CUDA build again',
  );
});

test('a library that TensorFlow does without until a network needs it is an error all the same', async () => {
  const { probe } = answering(loaded('gpu', DEVICES, 'TensorFlow 2.21.0', ['libcudnn.so.9']));
  await expect(requireGpus('auto', {}, probe)).rejects.toThrow(
    'device gpu cannot be had: libcudnn.so.9 cannot be opened; sweep setup --gpu makes the CUDA ' +
      'build again',
  );
});

test('a library whose lack ends TensorFlow is named before how it ended', async () => {
  // As TensorFlow 2.21 does on an H200 without libcudart.
  const { probe } = answering({
    name: 'tfjs-node-gpu',
    missing: ['libcudart.so.12'],
    available: false,
    reason: 'its process was killed by SIGABRT',
  });
  await expect(requireGpus('auto', {}, probe)).rejects.toThrow(
    'libcudart.so.12 cannot be opened | tfjs-node-gpu: its process was killed by SIGABRT',
  );
});

test('a build without CUDA says which command gets one', async () => {
  const { probe } = answering(loaded('cpu', ''));
  await expect(requireGpus('auto', {}, probe)).rejects.toThrow('sweep setup --gpu');
});

test('a binding that does not load is an error with its reason', async () => {
  const { probe } = answering({
    name: 'tfjs-node-gpu',
    missing: [],
    available: false,
    reason: 'GLIBC_2.34',
  });
  await expect(requireGpus('auto', {}, probe)).rejects.toThrow('tfjs-node-gpu: GLIBC_2.34');
});

test('what is no device line names no device', () => {
  expect(registeredGpus('')).toEqual([]);
  expect(registeredGpus('name: NVIDIA L4, compute capability: 8.9')).toEqual([]);
});

test.each(['-1', ''])('CUDA_VISIBLE_DEVICES=%j hides every driver', (value) => {
  expect(hasGpuDriver({ CUDA_VISIBLE_DEVICES: value })).toBe(false);
});
