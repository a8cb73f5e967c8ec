import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type * as Os from 'node:os';
import { hostname, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { forgetLoaded, hasLoaded, rememberLoaded } from '../../src/native/find-engine.js';
import { CUDA_FOLDER } from '../../src/native/staging/wheel-layout.js';

vi.mock('node:os', async (original) => {
  const os = await original<typeof Os>();
  return { ...os, hostname: vi.fn(os.hostname), release: vi.fn(os.release) };
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweep-loaded-'));
  mkdirSync(join(folder, 'package/deps/lib'), { recursive: true });
  writeFileSync(join(folder, 'package/package.json'), '{}');
  writeFileSync(join(folder, 'package/deps/lib/libtensorflow.so.2'), 'a library');
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const candidate = () => ({ engine: 'tfjs-node-gpu', path: join(folder, 'package') }) as const;
const env = () => ({ SWEEP_CACHE_DIR: join(folder, 'cache') });

test('an engine has loaded here once that is noted, until it is forgotten', () => {
  expect(hasLoaded(candidate(), env())).toBe(false);
  rememberLoaded(candidate(), env());
  expect(hasLoaded(candidate(), env())).toBe(true);
  forgetLoaded(candidate(), env());
  expect(hasLoaded(candidate(), env())).toBe(false);
});

test('a library that was changed, and one that was added, have not loaded yet', () => {
  rememberLoaded(candidate(), env());
  writeFileSync(join(folder, 'package/deps/lib/libtensorflow.so.2'), 'another library');
  expect(hasLoaded(candidate(), env())).toBe(false);
  rememberLoaded(candidate(), env());
  mkdirSync(join(folder, 'package/lib/napi-v8'), { recursive: true });
  writeFileSync(join(folder, 'package/lib/napi-v8/tfjs_binding.node'), '');
  expect(hasLoaded(candidate(), env())).toBe(false);
});

test.each(['Node', 'host', 'system', 'loader'])('another %s has not loaded it yet', (which) => {
  rememberLoaded(candidate(), env());
  if (which === 'Node') vi.spyOn(process, 'version', 'get').mockReturnValue('v99.0.0');
  if (which === 'host') vi.mocked(hostname).mockReturnValueOnce('another');
  if (which === 'system') vi.mocked(release).mockReturnValueOnce('another');
  const there = which === 'loader' ? { ...env(), LD_LIBRARY_PATH: '/elsewhere' } : env();
  expect(hasLoaded(candidate(), there)).toBe(false);
  expect(hasLoaded(candidate(), env())).toBe(which !== 'Node');
});

test("a library of the package's own CUDA that was taken away has not loaded", () => {
  const cuda = join(folder, 'package', CUDA_FOLDER);
  mkdirSync(cuda, { recursive: true });
  writeFileSync(join(cuda, 'libcudart.so.12'), 'CUDA');
  rememberLoaded(candidate(), env());
  rmSync(join(cuda, 'libcudart.so.12'));
  expect(hasLoaded(candidate(), env())).toBe(false);
});

test('where no note can be kept, nothing has loaded and nothing fails', () => {
  writeFileSync(join(folder, 'cache'), 'a file');
  rememberLoaded(candidate(), env());
  forgetLoaded(candidate(), env());
  expect(hasLoaded(candidate(), env())).toBe(false);
});
