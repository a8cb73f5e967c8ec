import { expect, test } from 'vitest';
import type { EngineReport } from '../../src/native/engine.js';
import type { EngineSettings } from '../../src/native/environment.js';
import { hasGpuDriver, registeredGpus, requireGpus } from '../../src/native/gpus.js';
import type { EngineProbe } from '../../src/native/probe.js';

const report = (device: 'cpu' | 'gpu', library: string): EngineReport => ({
  engine: 'tfjs-node-gpu',
  version: '4.22.0',
  library,
  path: '/package',
  device,
  device_name: null,
  threads: null,
});

const DEVICES = [
  'I0000 00:00:1763900000.101010 42 gpu_device.cc:2019] Created device ' +
    '/job:localhost/replica:0/task:0/device:GPU:0 with 77753 MB memory:  -> device: 0, name: ' +
    'NVIDIA H100 80GB HBM3, pci bus id: 0000:05:00.0, compute capability: 9.0a',
  'I0000 00:00:1763900000.202020 42 gpu_device.cc:2019] Created device ' +
    '/job:localhost/replica:0/task:0/device:GPU:1 with 21873 MB memory:  -> device: 1, name: ' +
    'NVIDIA L4, pci bus id: 0000:06:00.0, compute capability: 8.9',
].join('\n');

const CANDIDATES = [{ engine: 'tfjs-node-gpu', path: '/package' }] as const;

/** A library that gives these answers in turn, the last one for good, and keeps what it was asked. */
function answering(...answers: readonly EngineProbe[]) {
  const asked: EngineSettings['gpus'][] = [];
  const probe = (_: unknown, { gpus }: EngineSettings) => {
    asked.push(gpus);
    return Promise.resolve(answers[Math.min(asked.length, answers.length) - 1] as EngineProbe);
  };
  return { asked, inquiry: { env: {}, candidates: CANDIDATES, probe } };
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
  const { inquiry, asked } = answering(loaded('gpu', DEVICES));
  const { gpus, candidate } = await requireGpus('auto', inquiry);
  expect(candidate).toBe(CANDIDATES[0]);
  expect(gpus).toEqual([
    { id: '0', name: 'NVIDIA H100 80GB HBM3', memory_mib: 77753, compute_capability: '9.0a' },
    { id: '1', name: 'NVIDIA L4', memory_mib: 21873, compute_capability: '8.9' },
  ]);
  expect(asked).toEqual(['all']);
});

test('those asked for keep their ids, though TensorFlow counts from 0', async () => {
  const { inquiry, asked } = answering(loaded('gpu', DEVICES));
  const { gpus } = await requireGpus(['5', 'GPU-ab12'], inquiry);
  expect(gpus.map(({ id, name }) => [id, name])).toEqual([
    ['5', 'NVIDIA H100 80GB HBM3'],
    ['GPU-ab12', 'NVIDIA L4'],
  ]);
  expect(asked).toEqual([['5', 'GPU-ab12']]);
});

test("auto stays within a scheduler's CUDA_VISIBLE_DEVICES", async () => {
  const { inquiry } = answering(loaded('gpu', DEVICES));
  const { gpus } = await requireGpus('auto', {
    ...inquiry,
    env: { CUDA_VISIBLE_DEVICES: '3, 2' },
  });
  expect(gpus.map(({ id }) => id)).toEqual(['3', '2']);
});

/** CUDA stops at the first id that it does not know: so does what TensorFlow registers. */
const only = (...names: string[]): EngineProbe =>
  names.length === 0
    ? loaded('cpu', '')
    : loaded(
        'gpu',
        names
          .map(
            (name, index) =>
              `Created device /device:GPU:${index} with 9 MB memory:  -> device: ${index}, ` +
              `name: ${name}, pci bus id: 0000:05:00.0, compute capability: 8.9`,
          )
          .join('\n'),
      );

test.each([
  ['in the middle', ['0', '9', '1'], [only('A'), only('A'), only(), only('B')]],
  ['at the front', ['9', '0', '1'], [only(), only(), only('A'), only('B')]],
])('an id that is not there, %s, hides no other', async (_, ids, answers) => {
  const { inquiry, asked } = answering(...answers);
  await expect(requireGpus(ids, inquiry)).rejects.toThrow(
    'gpus: 9 not available; got 0 (A), 1 (B); use only GPUs',
  );
  expect(asked).toEqual([ids, ...ids.map((id) => [id])]);
});

test('parts of a card, of which CUDA shows one at a time, are had each on its own', async () => {
  const { inquiry } = answering(only('A part'), only('A part'), only('B part'));
  const { gpus } = await requireGpus(['MIG-a', 'MIG-b'], inquiry);
  expect(gpus.map(({ id, name }) => [id, name])).toEqual([
    ['MIG-a', 'A part'],
    ['MIG-b', 'B part'],
  ]);
});

test('a GPU that is registered and not named is no GPU to train on', async () => {
  const { inquiry } = answering(loaded('gpu', 'another format'));
  await expect(requireGpus('auto', inquiry)).rejects.toThrow(
    'TensorFlow 2.21.0 registered a GPU without naming it',
  );
});

test('the first package that has a GPU is taken, whatever is wrong with one before it', async () => {
  const { inquiry } = answering(loaded('gpu', DEVICES, 'TensorFlow 2.21.0', ['x.so']), only('A'));
  const candidates = [...CANDIDATES, { engine: 'tfjs-node-gpu', path: '/other' } as const];
  const { candidate } = await requireGpus('auto', { ...inquiry, candidates });
  expect(candidate.path).toBe('/other');
});

test('without any CUDA build it is said how to get one', async () => {
  const { inquiry } = answering(only('A'));
  await expect(requireGpus('auto', { ...inquiry, candidates: [] })).rejects.toThrow(
    'no CUDA build is installed (sweep setup --gpu installs it)',
  );
});

test('a silent fallback to the CPU is an error with what TensorFlow could not open', async () => {
  const log = [
    'WARNING: All log messages before absl::InitializeLog() is called are written to STDERR',
    'I0000 00:00:1700000000.000001   123 cpu_feature_guard.cc:227] This binary is optimized',
    "W0000 00:00:1700000000.000002   123 dso_loader.cc:59] Could not load 'libcudnn.so.9'",
    'W0000 00:00:1700000000.000003   123 gpu_device.cc:2341] Skipping registering GPU devices...',
  ].join('\n');
  const { inquiry } = answering(loaded('cpu', log, 'TensorFlow 7.8.9'));
  await expect(requireGpus('auto', inquiry)).rejects.toThrow(
    'device gpu is not available: TensorFlow 7.8.9 registered only a cpu: Could not load ' +
      "'libcudnn.so.9' | Skipping registering GPU devices...; sweep doctor lists available devices",
  );
});

test('a library missing from the staged build, and a missing driver, are named first', async () => {
  const missing = ['libcusparse.so.12', 'libcuda.so.1'];
  const { inquiry } = answering(loaded('cpu', '', 'TensorFlow 2.21.0', missing));
  await expect(requireGpus('auto', inquiry)).rejects.toThrow(
    'registered only a cpu: libcusparse.so.12 cannot be opened | no NVIDIA driver is installed (libcuda.so.1); ' +
      'sweep setup --gpu rebuilds the CUDA build',
  );
});

test('a library that TensorFlow does without until a network needs it is an error all the same', async () => {
  const { inquiry } = answering(loaded('gpu', DEVICES, 'TensorFlow 2.21.0', ['libcudnn.so.9']));
  await expect(requireGpus('auto', inquiry)).rejects.toThrow(
    'device gpu is not available: libcudnn.so.9 cannot be opened; sweep setup --gpu rebuilds the CUDA ' +
      'build',
  );
});

test('a library whose lack ends TensorFlow is named before how it ended', async () => {
  // As TensorFlow 2.21 does on an H200 without libcudart.
  const { inquiry } = answering({
    name: 'tfjs-node-gpu',
    missing: ['libcudart.so.12'],
    available: false,
    reason: 'its process was killed by SIGABRT',
  });
  await expect(requireGpus('auto', inquiry)).rejects.toThrow(
    'libcudart.so.12 cannot be opened | tfjs-node-gpu: its process was killed by SIGABRT',
  );
});

test('without a driver, what TensorFlow logs of one is no news', async () => {
  const log = 'E0000 00:00:1 1 cuda_platform.cc:52] failed call to cuInit: UNKNOWN ERROR (303)';
  const { inquiry } = answering(loaded('cpu', log, 'TensorFlow 2.21.0', ['libcuda.so.1']));
  await expect(requireGpus(['0'], inquiry)).rejects.toThrow(
    'device gpu (gpus 0) is not available: TensorFlow 2.21.0 registered only a cpu: no NVIDIA driver ' +
      'is installed (libcuda.so.1); sweep doctor lists available devices',
  );
});

test('a build without CUDA says which command gets one', async () => {
  const { inquiry } = answering(loaded('cpu', ''));
  await expect(requireGpus('auto', inquiry)).rejects.toThrow('sweep setup --gpu');
});

test('a binding that does not load is an error with its reason', async () => {
  const { inquiry } = answering({
    name: 'tfjs-node-gpu',
    missing: [],
    available: false,
    reason: 'GLIBC_2.34',
  });
  await expect(requireGpus('auto', inquiry)).rejects.toThrow('tfjs-node-gpu: GLIBC_2.34');
});

test('what is no device line names no device', () => {
  expect(registeredGpus('')).toEqual([]);
  expect(registeredGpus('name: NVIDIA L4, compute capability: 8.9')).toEqual([]);
});

test.each(['-1', ''])('CUDA_VISIBLE_DEVICES=%j hides every driver', (value) => {
  expect(hasGpuDriver({ CUDA_VISIBLE_DEVICES: value })).toBe(false);
});
