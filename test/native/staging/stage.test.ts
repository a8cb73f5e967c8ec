import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bindingPackage, cacheFolder, releaseFolder } from '../../../src/native/staging/cache.js';
import { RELEASES, type Release } from '../../../src/native/staging/release.js';
import { placeOf, TENSORFLOW_MEMBERS } from '../../../src/native/staging/wheel-layout.js';
import {
  removeStaged,
  stageNative,
  type StagingOptions,
} from '../../../src/native/staging/stage.js';
import type { RunTool, ToolResult } from '../../../src/native/staging/tools.js';
import { zipFile } from './zip-file.js';

const members: Record<string, string> = { 'tensorflow/not-needed.py': 'raise SystemExit' };
for (const member of TENSORFLOW_MEMBERS) members[member] = `content of ${member}`;
const WHEEL = zipFile(members);

const RELEASE: Release = {
  build: 'cpu',
  binding: '4.22.0',
  tensorflow: '0.0.1',
  wheels: [
    {
      requirement: 'tensorflow-fake==0.0.1',
      file: 'fake.whl',
      sha256: createHash('sha256').update(WHEEL).digest('hex'),
      bytes: WHEEL.length,
    },
  ],
  needs: 1,
  keeps: 1,
};

/** Files of npm packages that nothing loads. */
const UNREAD = ['index.js.map', 'index.d.ts', 'README.md', 'tf.min.js', 'tf.fesm.js'];

const BINDING_PACKAGE = '../../../src/native/staging/binding-package';

const OK: ToolResult = { ok: true, output: '' };
const MISSING: ToolResult = { ok: false, missing: true, output: '' };
const failed = (output: string): ToolResult => ({ ok: false, missing: false, output });

/** The programs of a machine where everything works; `changes` stand in for some of them. */
function tools(
  changes: Partial<Record<'python3' | 'python' | 'npm' | 'g++', RunTool>> = {},
): RunTool {
  const work: Record<string, RunTool> = {
    python3: async (_program, args, surroundings) => {
      // Started in a folder of the user's, Python would take its modules from there.
      expect(surroundings?.cwd).toContain(cache);
      if (args.includes('download')) {
        // Only this file, and none of its code is run.
        expect(args).toEqual(expect.arrayContaining(['--no-deps', '--only-binary=:all:']));
        writeFileSync(join(args[args.indexOf('--dest') + 1] ?? '', 'fake.whl'), WHEEL);
      }
      return OK;
    },
    python: async () => MISSING,
    npm: async (_program, args) => {
      expect(args).toEqual(expect.arrayContaining(['ci', '--ignore-scripts']));
      const folder = bindingPackage(args[args.indexOf('--prefix') + 1] ?? '');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'package.json'), '{}');
      for (const file of UNREAD) writeFileSync(join(folder, '../..', file), '{}');
      return OK;
    },
    'g++': async (_program, args) => {
      if (args.includes('-o')) {
        const include = args[args.lastIndexOf('-I') + 1] ?? '';
        expect(existsSync(join(include, 'tensorflow/c/c_api.h'))).toBe(true);
      }
      const output = args[args.indexOf('-o') + 1];
      if (args.includes('-o') && output !== undefined) writeFileSync(output, 'binding');
      return OK;
    },
    ...changes,
  };
  return (program, args, surroundings) =>
    work[program]?.(program, args, surroundings) ?? Promise.resolve(MISSING);
}

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'sweep-staging-'));
});
afterEach(() => rmSync(cache, { recursive: true, force: true }));

function stage(changes: Partial<StagingOptions> = {}): Promise<string> {
  return stageNative({
    cache,
    release: RELEASE,
    runTool: tools(),
    platform: 'linux',
    arch: 'x64',
    tryPackage: async () => null,
    onStep: () => undefined,
    ...changes,
  });
}

test('libraries, headers and binding end where the package looks for them', async () => {
  const folder = await stage();
  expect(folder).toBe(releaseFolder(cache, RELEASE));
  const at = (path: string): string => readFileSync(join(bindingPackage(folder), path), 'utf8');
  expect(at('deps/lib/libtensorflow.so')).toBe('content of tensorflow/libtensorflow_cc.so.2');
  expect(at('deps/lib/libtensorflow_framework.so')).toBe(
    'content of tensorflow/libtensorflow_framework.so.2',
  );
  // Only what is needed at run time is kept.
  expect(existsSync(join(bindingPackage(folder), 'deps/include'))).toBe(false);
  for (const file of UNREAD) expect(existsSync(join(folder, 'node_modules', file))).toBe(false);
  expect(at('lib/napi-v8/tfjs_binding.node')).toBe('binding');
  // Others may use it.
  expect(statSync(folder).mode & 0o777).toBe(0o777 & ~process.umask());
  expect(readdirSync(cache)).toEqual([folder.slice(cache.length + 1)]);
});

test('what is there is not made again', async () => {
  await stage();
  const steps: string[] = [];
  await stage({ runTool: async () => MISSING, onStep: ({ type }) => steps.push(type) });
  expect(steps).toEqual(['present']);
});

test('what is there and does not load any more is made again', async () => {
  const folder = await stage();
  rmSync(join(bindingPackage(folder), 'lib'), { recursive: true });
  const tryPackage = async (path: string) =>
    existsSync(join(path, 'lib/napi-v8/tfjs_binding.node')) ? null : 'its binding is gone';
  const steps: unknown[] = [];
  expect(await stage({ tryPackage, onStep: (step) => steps.push(step) })).toBe(folder);
  expect(steps[0]).toEqual({ type: 'broken', reason: 'its binding is gone' });
  expect(await tryPackage(bindingPackage(folder))).toBeNull();
});

test('while a wheel arrives, its bytes are told, at most as many as it has', async () => {
  const slow = tools({
    python3: async (_program, args, surroundings) => {
      if (!args.includes('download')) return OK;
      // As pip does: beside its place first.
      writeFileSync(
        join(surroundings?.environment?.['TMPDIR'] ?? '', 'part'),
        WHEEL.subarray(0, 100),
      );
      await new Promise((resolve) => setTimeout(resolve, 700));
      writeFileSync(join(args[args.indexOf('--dest') + 1] ?? '', 'fake.whl'), WHEEL);
      return OK;
    },
  });
  const arrived: number[] = [];
  await stage({
    runTool: slow,
    onStep: (step) => {
      if (step.type === 'arrived') arrived.push(step.bytes / step.fetch);
    },
  });
  expect(arrived).toContain(100 / WHEEL.length);
  expect(Math.max(...arrived)).toBeLessThanOrEqual(1);
});

test('the lock pins the binding that the release names, with a digest of every file', () => {
  const lock = JSON.parse(
    readFileSync(new URL(`${BINDING_PACKAGE}/package-lock.json`, import.meta.url), 'utf8'),
  ) as { packages: Record<string, { version: string; integrity?: string; resolved?: string }> };
  const { '': root, ...packages } = lock.packages;
  expect(root).toMatchObject({ dependencies: { '@tensorflow/tfjs-node-gpu': '4.22.0' } });
  for (const { binding } of Object.values(RELEASES)) {
    expect(packages['node_modules/@tensorflow/tfjs-node-gpu']?.version).toBe(binding);
  }
  for (const [name, { integrity, resolved }] of Object.entries(packages)) {
    expect([name, integrity]).toEqual([name, expect.stringMatching(/^sha512-.{88}$/)]);
    expect(resolved).toBeUndefined(); // any registry will do
  }
});

test('the size is announced before anything is fetched', async () => {
  const steps: string[] = [];
  await stage({ onStep: ({ type }) => steps.push(type) });
  expect(steps).toEqual([
    'announced',
    'fetching',
    'fetching',
    'unpacking',
    'compiling',
    'trying',
    'done',
  ]);
});

test.each<[string, Partial<StagingOptions>, RegExp]>([
  ['macOS', { platform: 'darwin', arch: 'arm64' }, /for Linux x86-64 only, not for darwin arm64/],
  ['arm64', { arch: 'arm64' }, /not for linux arm64/],
  ['no compiler', { runTool: tools({ 'g++': async () => MISSING }) }, /no C\+\+ compiler; install/],
  [
    'no Python',
    { runTool: tools({ python3: async () => MISSING }) },
    /no Python on the PATH; .* or pass a folder of wheels: --from DIR/,
  ],
  [
    'no pip',
    { runTool: tools({ python3: async () => failed('No module named pip') }) },
    /python3 has no pip \(No module named pip\)/,
  ],
  [
    'a Python too old for the wheels',
    {
      runTool: tools({
        python3: async (_program, args) =>
          args.includes('download') ? failed('no such option: --platform') : OK,
      }),
    },
    /pip cannot download tensorflow-fake==0\.0\.1: no such option: --platform/,
  ],
  [
    'no network',
    {
      runTool: tools({
        python3: async (_program, args) =>
          args.includes('download') ? failed('ERROR: No matching distribution found') : OK,
      }),
    },
    /pip cannot download tensorflow-fake==0\.0\.1: ERROR: No matching distribution found/,
  ],
  [
    'no npm',
    { runTool: tools({ npm: async () => failed('npm error ENOTFOUND') }) },
    /npm cannot download/,
  ],
  [
    'no disk',
    { release: { ...RELEASE, needs: 2 ** 60 } },
    /not enough disk in .*; got .* GB free; expected .* SWEEP_CACHE_DIR/,
  ],
  [
    'another file of that name',
    { release: { ...RELEASE, wheels: RELEASE.wheels.map((w) => ({ ...w, sha256: 'f00d' })) } },
    /fake\.whl is not the pinned file, or .*; got SHA-256 [0-9a-f]{64}; expected f00d; download it again/,
  ],
  [
    'a compiler that fails',
    {
      runTool: tools({
        'g++': async (_program, args) => (args.includes('-o') ? failed('error: c_api.h') : OK),
      }),
    },
    /g\+\+ cannot compile the binding: error: c_api\.h/,
  ],
  [
    'a library that does not load',
    { tryPackage: async () => 'GLIBC_2.34' },
    /does not load: GLIBC/,
  ],
  ['a folder without the wheel', { from: '/' }, /--from: no file \/fake\.whl/],
  [
    'no folder',
    { from: '/nowhere' },
    /--from: no folder \/nowhere; expected a folder with the wheels/,
  ],
  [
    'neither Python nor compiler',
    { runTool: async () => MISSING },
    /no C\+\+ compiler.*; no Python on the PATH/,
  ],
])('%s ends in one line, and no half of an engine', async (_what, changes, message) => {
  const error = (await stage(changes).catch((thrown: unknown) => thrown)) as Error;
  expect(error.name).toBe('StagingError');
  expect(error.message).toMatch(message);
  expect(error.message).not.toContain('\n');
  expect(readdirSync(cache).filter((entry) => entry !== 'downloads')).toEqual([]);
});

test('a wheel that was verified is not fetched again after a later step failed', async () => {
  await stage({ tryPackage: async () => 'no' }).catch(() => undefined);
  const offline = tools({ python3: async () => MISSING });
  await expect(stage({ runTool: offline })).resolves.toBe(releaseFolder(cache, RELEASE));
});

test('a wheel that has been damaged since it was verified is fetched again', async () => {
  await stage({ tryPackage: async () => 'no' }).catch(() => undefined);
  writeFileSync(join(cache, 'downloads', 'fake.whl'), 'cut off');
  await expect(stage()).resolves.toBe(releaseFolder(cache, RELEASE));
});

test('a wheel that was brought along needs no Python', async () => {
  const from = join(cache, 'brought');
  mkdirSync(from);
  writeFileSync(join(from, 'fake.whl'), WHEEL);
  const offline = tools({ python3: async () => MISSING });
  await expect(stage({ from, runTool: offline })).resolves.toContain('tensorflow-0.0.1');
});

/** How a call ends that must not run beside another: what it saw of others, and that it ran. */
function watched(runTool: RunTool, atWork: Set<string>, name: string): RunTool {
  return async (program, args, surroundings) => {
    atWork.add(name);
    expect([...atWork]).toEqual([name]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const result = await runTool(program, args, surroundings);
    atWork.delete(name);
    return result;
  };
}

test('of two at once the second waits, and finds what the first has made', async () => {
  const atWork = new Set<string>();
  const steps: Record<string, string[]> = { first: [], second: [] };
  const started = (name: 'first' | 'second') =>
    stage({
      runTool: watched(tools(), atWork, name),
      onStep: ({ type }) => steps[name]?.push(type),
    });
  const folders = await Promise.all([started('first'), started('second')]);
  expect(new Set(folders)).toEqual(new Set([releaseFolder(cache, RELEASE)]));
  const [made, found] = Object.values(steps).sort((a, b) => b.length - a.length);
  expect(made?.at(-1)).toBe('done');
  expect(found).toEqual(['waiting', 'present']);
  expect(readdirSync(cache)).toHaveLength(1);
});

test('two builds at once are both made, one after the other', async () => {
  const atWork = new Set<string>();
  const other: Release = { ...RELEASE, build: 'gpu' };
  const folders = await Promise.all(
    [RELEASE, other].map((release) =>
      stage({ release, runTool: watched(tools(), atWork, release.build) }),
    ),
  );
  expect(folders).toEqual([RELEASE, other].map((release) => releaseFolder(cache, release)));
  expect(readdirSync(cache)).toHaveLength(2);
});

test('what a killed setup left is taken away by the next', async () => {
  for (const left of ['building-cpu', 'removing-tfjs-node-gpu-1', 'downloads/arriving']) {
    mkdirSync(join(cache, left), { recursive: true });
  }
  await stage();
  expect(readdirSync(cache)).toHaveLength(1);
});

test('a cache that cannot be made is a lack like any other', async () => {
  writeFileSync(join(cache, 'file'), '');
  const message = await stage({ cache: join(cache, 'file', 'cache') }).catch(String);
  expect(message).toMatch(/^StagingError: ENOTDIR.*SWEEP_CACHE_DIR to another folder$/);
});

test.skipIf(process.platform !== 'linux')('below /proc no folder can be made', async () => {
  await expect(stage({ cache: '/proc/sweep/cache' })).rejects.toThrow(/ENOENT.*SWEEP_CACHE_DIR/);
});

test('removed is every release, and what was left of making one; nothing else', async () => {
  await stage();
  for (const left of ['tfjs-node-gpu-4.0.0-tensorflow-2.9.1-cpu', 'building-gpu', 'downloads']) {
    mkdirSync(join(cache, left));
  }
  mkdirSync(join(cache, 'of another program'));
  expect(await removeStaged(cache, () => undefined)).toBe(true);
  expect(await removeStaged(cache, () => undefined)).toBe(false);
  expect(readdirSync(cache)).toEqual(['of another program']);
});

test('a cache that was never made has nothing to remove', async () => {
  const never = join(cache, 'never');
  await removeStaged(never, () => undefined);
  expect(existsSync(never)).toBe(false);
});

test('a relative SWEEP_CACHE_DIR starts where the command does, a relative XDG one is ignored', () => {
  expect(cacheFolder({ SWEEP_CACHE_DIR: 'a' })).toBe(join(process.cwd(), 'a'));
  expect(cacheFolder({ XDG_CACHE_HOME: 'b' })).toBe(join(homedir(), '.cache', 'flopsweep'));
});

test.each([
  [{ SWEEP_CACHE_DIR: '/a' }, '/a'],
  [{ XDG_CACHE_HOME: '/b' }, '/b/flopsweep'],
  [{ SWEEP_CACHE_DIR: '', XDG_CACHE_HOME: '/b' }, '/b/flopsweep'],
])('the cache of %j is %s', (env, folder) => {
  expect(cacheFolder(env)).toBe(folder);
});

test.each([
  ['tensorflow/libtensorflow_cc.so.2', 'deps/lib/libtensorflow_cc.so.2'],
  ['tensorflow/include/tensorflow/c/c_api.h', 'deps/include/tensorflow/c/c_api.h'],
  ['tensorflow/python/framework/ops.py', undefined],
  ['nvidia/cusolver/lib/libcusolver.so.11', 'deps/nvidia/cublas/lib/libcusolver.so.11'],
  ['nvidia/cublas/lib/libcublas.so.12', 'deps/nvidia/cublas/lib/libcublas.so.12'],
  ['nvidia/cuda_nvcc/bin/ptxas', 'deps/nvidia/cuda_nvcc/bin/ptxas'],
  [
    'nvidia/cuda_nvcc/nvvm/libdevice/libdevice.10.bc',
    'deps/nvidia/cuda_nvcc/nvvm/libdevice/libdevice.10.bc',
  ],
  ['nvidia/cublas/include/cublas.h', undefined],
])('of the wheels, %s goes to %s', (member, place) => {
  expect(placeOf(member)).toBe(place);
});
