import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { forgetLoaded, hasLoaded, rememberLoaded } from '../../src/native/loaded-before.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweep-loaded-'));
  mkdirSync(join(folder, 'package/deps/lib'), { recursive: true });
  writeFileSync(join(folder, 'package/package.json'), '{}');
  writeFileSync(join(folder, 'package/deps/lib/libtensorflow.so.2'), 'a library');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

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

test('where no note can be kept, nothing has loaded and nothing fails', () => {
  writeFileSync(join(folder, 'cache'), 'a file');
  rememberLoaded(candidate(), env());
  forgetLoaded(candidate(), env());
  expect(hasLoaded(candidate(), env())).toBe(false);
});
