import { totalmem } from 'node:os';
import { afterEach, expect, test, vi } from 'vitest';
import {
  availableMemory,
  cachedFiles,
  machineMemory,
  WASM_BYTES,
} from '../../src/native/available-memory.js';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const NATIVE = { engine: 'tfjs-node-gpu', device: 'cpu' } as const;

test("files that are only cached count as free, in either version's words", () => {
  expect(cachedFiles('anon 5\nfile 100\ninactive_file 30\nactive_file 40\nslab 7\n')).toBe(70);
  const one = 'cache 90\ninactive_file 1\nactive_file 2\n';
  expect(cachedFiles(`${one}total_inactive_file 30\ntotal_active_file 40\n`)).toBe(70);
  expect(cachedFiles('')).toBe(0);
});

test("a container's limit is its memory; none is the machine's", () => {
  vi.spyOn(process, 'constrainedMemory').mockReturnValue(5e8);
  expect(machineMemory()).toBe(5e8);
  vi.spyOn(process, 'constrainedMemory').mockReturnValue(2 ** 63);
  expect(machineMemory()).toBe(totalmem());
  vi.spyOn(process, 'constrainedMemory').mockReturnValue(0);
  expect(machineMemory()).toBe(totalmem());
});

test('what a process holds it may use again, on wasm up to what 32 bits address', () => {
  const [none, some] = [availableMemory(NATIVE, 0), availableMemory(NATIVE, 5e12)];
  expect(some - none).toBeGreaterThan(4e12);
  expect(availableMemory({ engine: 'wasm', device: 'cpu' }, 5e12)).toBe(WASM_BYTES);
});

test('on a GPU it is what TensorFlow may have of the card', () => {
  vi.stubEnv('SWEEP_GPU_MEMORY', '1024');
  expect(availableMemory({ engine: 'tfjs-node-gpu', device: 'gpu' }, 0)).toBe(2 ** 30);
});
