import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { programCache, prune } from '../../src/native/program-cache.js';
import { readSpeeds, writeSpeeds, type Speeds } from '../../src/native/speeds.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweep-programs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const NATIVE = { engine: 'tfjs-node-gpu', path: '/package' } as const;

describe('compiled programs', () => {
  test('are kept by library and kind of processor, in a folder that is made', () => {
    const env = { SWEEP_CACHE_DIR: folder };
    const one = programCache(NATIVE, env);
    expect(one).toBe(programCache(NATIVE, env));
    expect(existsSync(one ?? '')).toBe(true);
    expect(programCache({ ...NATIVE, path: '/another' }, env)).not.toBe(one);
  });

  test('have no folder on wasm, nor where none can be made', () => {
    expect(programCache({ engine: 'wasm', path: '/package' }, { SWEEP_CACHE_DIR: folder })).toBe(
      undefined,
    );
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(programCache(NATIVE, { SWEEP_CACHE_DIR: file })).toBe(undefined);
  });

  test('go when they are too many, those used longest ago first', () => {
    ['old', 'new', 'middle'].forEach((name, index) => {
      const path = join(folder, name);
      writeFileSync(path, 'x'.repeat(100));
      const used = [10, 30, 20][index] ?? 0;
      utimesSync(path, used, used);
    });
    prune(folder, 250);
    expect(['old', 'middle', 'new'].map((name) => existsSync(join(folder, name)))).toEqual([
      false,
      true,
      true,
    ]);
  });
});

describe('measured speeds', () => {
  const speeds: Speeds = {
    measured: '2026-01-02T03:04:05.000Z',
    threads: 1,
    matrix_flops_per_second: 1e11,
    matrix_size: 512,
    programs: null,
  };

  test('are found again by the same engine only', () => {
    const env = { SWEEP_CACHE_DIR: folder };
    expect(readSpeeds(NATIVE, env)).toBe(undefined);
    writeSpeeds(NATIVE, speeds, env);
    expect(readSpeeds(NATIVE, env)).toEqual(speeds);
    expect(readSpeeds({ ...NATIVE, path: '/another' }, env)).toBe(undefined);
  });
});
