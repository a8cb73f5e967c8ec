import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { engineEnvironment } from '../../src/native/environment.js';
import { CUDA_FOLDER } from '../../src/native/staging/wheel-layout.js';

const PACKAGE = { engine: 'tfjs-node-gpu', path: '/package' } as const;
const GPU = { id: '3', name: 'Card', memory_mib: 1024, compute_capability: '9.0' };

test('a worker on a GPU sees that one, leaves memory to others and computes in single precision', () => {
  expect(engineEnvironment(PACKAGE, { gpus: GPU, threads: 4 }, {})).toEqual({
    CUDA_VISIBLE_DEVICES: '3',
    CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
    NVIDIA_TF32_OVERRIDE: '0',
    OMP_NUM_THREADS: '4',
    SWEEP_ENGINE: JSON.stringify(PACKAGE),
    SWEEP_GPU_MEMORY: '1024',
    SWEEP_GPU_NAME: 'Card',
    TF_CPP_MIN_LOG_LEVEL: '0',
    TF_ENABLE_ONEDNN_OPTS: '0',
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    TF_NUM_INTEROP_THREADS: '1',
    TF_NUM_INTRAOP_THREADS: '4',
  });
});

test('a worker on the CPU sees no GPU and keeps quiet', () => {
  const environment = engineEnvironment(PACKAGE, { gpus: 'none' }, {});
  expect(environment).toMatchObject({ CUDA_VISIBLE_DEVICES: '-1', TF_CPP_MIN_LOG_LEVEL: '2' });
});

test('programs for processors are optimized a little, unless the user has flags of their own', () => {
  const flags = (gpus: typeof GPU | 'none', env = {}) =>
    engineEnvironment(PACKAGE, { gpus }, env)['XLA_FLAGS'];
  expect(flags('none')).toBe('--xla_backend_optimization_level=1');
  expect(flags('none', { XLA_FLAGS: '--xla_dump_to=/tmp' })).toBeUndefined();
  // The same flag is one for the code of a GPU, too.
  expect(flags(GPU)).toBeUndefined();
});

test('what the user has set stays, but for which GPUs there are to see', () => {
  const mine = {
    CUDA_DEVICE_ORDER: 'FASTEST_FIRST',
    CUDA_VISIBLE_DEVICES: '0,1,2,3',
    NVIDIA_TF32_OVERRIDE: '1',
    TF_CPP_MIN_LOG_LEVEL: '3',
    TF_FORCE_GPU_ALLOW_GROWTH: 'false',
    TF_NUM_INTRAOP_THREADS: '7',
  };
  const { CUDA_VISIBLE_DEVICES, ...others } = engineEnvironment(
    PACKAGE,
    { gpus: GPU, threads: 4 },
    mine,
  );
  expect(CUDA_VISIBLE_DEVICES).toBe('3');
  expect(Object.keys(others).filter((name) => name in mine)).toEqual([]);
});

test('who asks for devices has them logged, whatever the user has silenced', () => {
  const settings = { gpus: 'all', logsDevices: true } as const;
  const environment = engineEnvironment(PACKAGE, settings, { TF_CPP_MIN_LOG_LEVEL: '3' });
  expect(environment).toMatchObject({ TF_CPP_MIN_LOG_LEVEL: '0' });
  // All that are visible stay visible.
  expect(environment).not.toHaveProperty('CUDA_VISIBLE_DEVICES');
});

test('a staged CUDA build is told to multiply in single precision and to race no kernels', () => {
  const path = mkdtempSync(join(tmpdir(), 'sweep-package-'));
  try {
    const candidate = { ...PACKAGE, path };
    // Another package's library may not know the flags, which would end its process.
    expect(engineEnvironment(candidate, { gpus: GPU }, {})).not.toHaveProperty('XLA_FLAGS');
    mkdirSync(join(path, CUDA_FOLDER), { recursive: true });
    const flags = '--xla_gpu_enable_triton_gemm=false --xla_gpu_deterministic_ops=true';
    expect(engineEnvironment(candidate, { gpus: GPU }, {})).toMatchObject({ XLA_FLAGS: flags });
    const mine = { XLA_FLAGS: '--mine' };
    expect(engineEnvironment(candidate, { gpus: GPU }, mine)).not.toHaveProperty('XLA_FLAGS');
  } finally {
    rmSync(path, { recursive: true });
  }
});

test("a staged build's own CUDA comes before the system's", () => {
  const path = mkdtempSync(join(tmpdir(), 'sweep-package-'));
  const folder = join(path, CUDA_FOLDER);
  mkdirSync(folder, { recursive: true });
  try {
    const candidate = { engine: 'tfjs-node-gpu', path } as const;
    const pathOf = (env: Record<string, string>) =>
      engineEnvironment(candidate, { gpus: 'all' }, env)['LD_LIBRARY_PATH'];
    expect(pathOf({})).toBe(folder);
    expect(pathOf({ LD_LIBRARY_PATH: '/usr/local/cuda/lib64' })).toBe(
      `${folder}:/usr/local/cuda/lib64`,
    );
    // A package without CUDA of its own takes the system's.
    expect(engineEnvironment(PACKAGE, { gpus: 'all' }, {})).not.toHaveProperty('LD_LIBRARY_PATH');
  } finally {
    rmSync(path, { recursive: true });
  }
});
