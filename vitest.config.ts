import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Tests say what they expect of an engine, whatever `sweep setup` has staged on this machine. */
const env = { SWEEP_CACHE_DIR: join(tmpdir(), 'sweep-nothing-staged') };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          env,
          include: ['test/**/*.test.ts'],
          exclude: ['test/integration/**', 'test/processes/**', 'test/long/**', 'test/attack/**'],
          // Not a speed limit: machines that run tests are busy ones.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          // Whole commands, one after the other in each file; as many files at once as two cores bear.
          name: 'integration',
          env,
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          // Processes that are killed, hang or wait for each other: after all that keeps processors busy.
          name: 'processes',
          env,
          include: ['test/processes/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'long',
          env,
          include: ['test/long/**/*.test.ts'],
          testTimeout: 1_800_000,
          hookTimeout: 1_800_000,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          // Campaigns against what is promised: see docs/reliability.md. Minutes to an hour.
          name: 'attack',
          env,
          include: ['test/attack/**/*.test.ts'],
          testTimeout: 3_600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
