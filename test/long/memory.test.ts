import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engineEnvironment } from '../../src/native/environment.js';
import { stagedPackage } from '../../src/native/staging/cache.js';
import { engineCandidates } from '../../src/native/candidates.js';
import type { EngineCandidate } from '../../src/native/engine.js';
import { sweep } from '../integration/sweep-process.js';

const JOBS = 50;
/** The first jobs fill the allocators' pools. */
const FIRST = 10;
const MOST_BYTES_PER_JOB = 1e6;

/** Bytes per job: the slope of a straight line through the jobs after the first, by least squares. */
function growth(trainer: 'compiled' | 'fused', candidate: EngineCandidate): number {
  const program = fileURLToPath(new URL('programs/many-jobs.mjs', import.meta.url));
  const output = execFileSync(process.execPath, ['--expose-gc', program, trainer, String(JOBS)], {
    encoding: 'utf8',
    env: { ...process.env, ...engineEnvironment(candidate, { gpus: 'none', threads: 1 }) },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const resident = (JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') as number[]).slice(FIRST);
  expect(resident).toHaveLength(JOBS - FIRST);
  const middle = (resident.length - 1) / 2;
  const mean = resident.reduce((sum, bytes) => sum + bytes, 0) / resident.length;
  let [above, below] = [0, 0];
  resident.forEach((bytes, job) => {
    above += (job - middle) * (bytes - mean);
    below += (job - middle) ** 2;
  });
  return above / below;
}

describe('the memory of a worker', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sweep-memory-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test(`does not grow over ${JOBS} jobs on wasm`, () => {
    const wasm = engineCandidates().present.find(({ engine }) => engine === 'wasm');
    expect(growth('fused', wasm as EngineCandidate)).toBeLessThan(MOST_BYTES_PER_JOB);
  });

  test.skipIf(process.platform !== 'linux' || process.arch !== 'x64')(
    `does not grow over ${JOBS} compiled programs`,
    async () => {
      const before = process.env['SWEEP_CACHE_DIR'];
      process.env['SWEEP_CACHE_DIR'] = join(folder, 'cache');
      try {
        expect((await sweep(['setup', '--cpu'], folder)).code).toBe(0);
        const path = stagedPackage(process.env, 'cpu') ?? '';
        expect(growth('compiled', { engine: 'tfjs-node-gpu', path })).toBeLessThan(
          MOST_BYTES_PER_JOB,
        );
      } finally {
        process.env['SWEEP_CACHE_DIR'] = before;
      }
    },
  );
});
