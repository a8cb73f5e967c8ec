import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  compileAlone,
  programCache,
  programFolder,
  prune,
} from '../../src/native/program-cache.js';
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

describe('two processes with one program', () => {
  const PROGRAM = new TextEncoder().encode('a program');
  /** The lock as a process has it that compiles: what `compileAlone` makes while it compiles. */
  async function lockOf(holder: number): Promise<string> {
    let made: readonly string[] = [];
    await compileAlone(PROGRAM, [() => (made = readdirSync(folder))], folder);
    for (const file of readdirSync(folder)) rmSync(join(folder, file));
    expect(made).toHaveLength(1);
    const path = join(folder, made[0] ?? '');
    writeFileSync(path, String(holder));
    return path;
  }

  /** What a part says when it is compiled. */
  async function said(
    program: Uint8Array,
    word: string,
    folder: string | undefined,
    longestWaitMs?: number,
  ): Promise<string> {
    const words: string[] = [];
    await compileAlone(program, [() => words.push(word)], folder, longestWaitMs);
    return words.join();
  }

  test('compile each a part, and take that of the other when it is done', async () => {
    const lock = await lockOf(process.pid);
    const done: string[] = [];
    const parts = ['first', 'second'].map((part) => () => void done.push(part));
    const compiling = compileAlone(PROGRAM, parts, folder);
    await setTimeout(100);
    expect(done).toEqual(['second']);
    rmSync(lock);
    await compiling;
    expect(done).toEqual(['second', 'first']);
    const again: string[] = [];
    await compileAlone(
      PROGRAM,
      done.map((part) => () => void again.push(part)),
      folder,
    );
    expect(again).toEqual(['second', 'first']);
  });

  test('compile it one after the other', async () => {
    const lock = await lockOf(process.pid);
    let done = false;
    const compiling = compileAlone(PROGRAM, [() => (done = true)], folder);
    await setTimeout(100);
    expect(done).toBe(false);
    // Another program waits for nobody.
    expect(await said(new Uint8Array([1]), 'other', folder)).toBe('other');
    rmSync(lock);
    await compiling;
    expect(done).toBe(true);
    expect(existsSync(lock)).toBe(false);
  });

  test('wait no longer once it was compiled, nor after the longest time, nor for one that is gone', async () => {
    const lock = await lockOf(process.pid);
    expect(await said(PROGRAM, 'late', folder, 60)).toBe('late');
    // It is the other one's.
    expect(existsSync(lock)).toBe(true);
    // A wait that was in vain is the last one.
    const again = performance.now();
    expect(await said(PROGRAM, 'again', folder)).toBe('again');
    expect(performance.now() - again).toBeLessThan(10_000);

    for (const name of readdirSync(folder)) rmSync(join(folder, name));
    writeFileSync(lock, String(spawnSync('true').pid));
    expect(await said(PROGRAM, 'next', folder)).toBe('next');
    expect(existsSync(lock)).toBe(false);

    // Of a living process, by its number; but it was made two minutes ago.
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
    writeFileSync(lock, '');
    utimesSync(lock, Date.now() / 1000 - 120, Date.now() / 1000 - 120);
    expect(await said(PROGRAM, 'after an old one', folder)).toBe('after an old one');
    expect(existsSync(lock)).toBe(false);

    writeFileSync(lock, String(process.pid));
    const began = performance.now();
    expect(await said(PROGRAM, 'known', folder)).toBe('known');
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  test('leave nothing behind where it does not compile, and need no folder', async () => {
    const failing = compileAlone(
      PROGRAM,
      [
        () => {
          throw new Error('no program');
        },
      ],
      folder,
    );
    await expect(failing).rejects.toThrow('no program');
    expect(readdirSync(folder)).toEqual([]);
    expect(await said(PROGRAM, '1', join(folder, 'none'))).toBe('1');
    expect(await said(PROGRAM, '2', undefined)).toBe('2');
  });

  test('find the folder where the library is told of it', () => {
    const flag = '--tf_xla_persistent_cache_directory';
    const folderIn = (TF_XLA_FLAGS?: string) => programFolder({ TF_XLA_FLAGS });
    expect(folderIn()).toBeUndefined();
    expect(folderIn('--tf_xla_auto_jit=2')).toBeUndefined();
    expect(folderIn(`--tf_xla_auto_jit=2 ${flag}=/a/b --other`)).toBe('/a/b');
    expect(folderIn(`${flag}="/a folder/b"`)).toBe('/a folder/b');
  });
});
