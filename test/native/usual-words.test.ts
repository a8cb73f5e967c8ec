import { expect, test } from 'vitest';
import { stripLogNoise } from '../../src/native/environment.js';

const FEATURE = (name: string): string =>
  `E0000 00:00:1764237060.1 4860 cpu_aot_loader.cc:220] Loading XLA:CPU AOT result. Target machine feature ${name} is not supported on the host machine. Machine type used for XLA:CPU compilation doesn't match the machine type for execution.`;

test('what the library says in every run explains no failure', () => {
  const lines = [
    FEATURE('+prefer-no-scatter'),
    FEATURE('+prefer-no-gather'),
    '[libprotobuf ERROR] Error parsing text-format tensorflow.XlaSerializedCacheEntry: 1:2: ...',
    'Error: out of memory',
  ];
  expect(stripLogNoise(lines)).toEqual(['Error: out of memory']);
});

test('a feature that the processor may really lack is shown', () => {
  expect(stripLogNoise([FEATURE('+avx512f')])).toHaveLength(1);
});
