import { expect, test } from 'vitest';
import type { EngineReport } from '../../src/native/engine.js';
import type { EngineProbe } from '../../src/native/probe.js';
import { requireGpu } from '../../src/native/require-gpu.js';

const report = (device: 'cpu' | 'gpu', library: string): EngineReport => ({
  engine: 'tfjs-node-gpu',
  version: '4.22.0',
  library,
  device,
  device_name: null,
  threads: null,
  passed_over: [],
});

const probing = (probe: EngineProbe) => () => Promise.resolve(probe);

test('a GPU that TensorFlow registered is all that is asked', async () => {
  const gpu = report('gpu', 'TensorFlow 2.21.0');
  const probe = { name: 'tfjs-node-gpu', available: true, report: gpu, log: '' } as const;
  await expect(requireGpu(probing(probe))).resolves.toBeUndefined();
});

test('a silent fallback to the CPU is an error with what TensorFlow could not open', async () => {
  const log = [
    'WARNING: All log messages before absl::InitializeLog() is called are written to STDERR',
    'I0000 00:00:1700000000.000001   123 cpu_feature_guard.cc:227] This binary is optimized',
    "W0000 00:00:1700000000.000002   123 dso_loader.cc:59] Could not load 'libcudnn.so.9'",
    'W0000 00:00:1700000000.000003   123 gpu_device.cc:2341] Skipping registering GPU devices...',
  ].join('\n');
  const cpu = report('cpu', 'TensorFlow 7.8.9');
  const probe = { name: 'tfjs-node-gpu', available: true, report: cpu, log } as const;
  await expect(requireGpu(probing(probe))).rejects.toThrow(
    'device gpu cannot be had: TensorFlow 7.8.9 registered only a cpu and said: Could not load ' +
      "'libcudnn.so.9' | Skipping registering GPU devices...; sweep doctor shows what can",
  );
});

test('a binding that does not load is an error with its reason', async () => {
  const probe = { name: 'tfjs-node-gpu', available: false, reason: 'GLIBC_2.34' } as const;
  await expect(requireGpu(probing(probe))).rejects.toThrow('tfjs-node-gpu: GLIBC_2.34');
});
