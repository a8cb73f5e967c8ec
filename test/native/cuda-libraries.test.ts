import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  DRIVER_LIBRARY,
  missingCudaLibraries,
  whyUnusable,
} from '../../src/native/cuda-libraries.js';
import { CUDA_FOLDER } from '../../src/native/staging/wheel-layout.js';

/** A library that this process has open already; the links of Linux name their version. */
const { sharedObjects } = process.report.getReport() as unknown as { sharedObjects: string[] };
const library = sharedObjects.find((path) => /\/libm\.so/.test(path)) ?? '';

const NAMES = [
  ...['libcudart.so.12', 'libcublas.so.12', 'libcublasLt.so.12', 'libcufft.so.11'],
  ...['libcusolver.so.11', 'libcusparse.so.12', 'libnvJitLink.so.12', 'libcudnn.so.9'],
  ...['graph', 'ops', 'cnn', 'adv', 'heuristic', 'engines_precompiled', 'ext'].map(
    (part) => `libcudnn_${part}.so.9`,
  ),
  ...['engines_runtime_compiled', 'engines_tensor_ir'].map((part) => `libcudnn_${part}.so.9`),
];

const TOOLS = [
  'deps/nvidia/cuda_nvcc/bin/ptxas',
  'deps/nvidia/cuda_nvcc/nvvm/libdevice/libdevice.10.bc',
];

describe.skipIf(library === '')('missingCudaLibraries', () => {
  let package_: string;
  let folder: string;
  beforeEach(() => {
    package_ = mkdtempSync(join(tmpdir(), 'sweep-cuda-'));
    folder = join(package_, CUDA_FOLDER);
    mkdirSync(folder, { recursive: true });
    for (const name of NAMES) copyFileSync(library, join(folder, name));
    for (const tool of TOOLS) {
      mkdirSync(dirname(join(package_, tool)), { recursive: true });
      writeFileSync(join(package_, tool), '');
    }
  });
  afterEach(() => rmSync(package_, { recursive: true, force: true }));

  /** A machine may have a driver or none. */
  const missing = () => missingCudaLibraries(package_).filter((name) => name !== DRIVER_LIBRARY);

  test('a whole build lacks nothing', () => {
    expect(missing()).toEqual([]);
  });

  test.each(NAMES)('%s is missed', (name) => {
    rmSync(join(folder, name));
    expect(missing()).toEqual([name]);
  });

  test.each(TOOLS)('%s, which XLA needs, is missed', (tool) => {
    rmSync(join(package_, tool));
    expect(missing()).toEqual([basename(tool)]);
  });

  test('a broken one is named with what is wrong', () => {
    writeFileSync(join(folder, 'libcudnn.so.9'), 'cut off by a full disk');
    expect(missing()).toEqual([
      expect.stringMatching(/^libcudnn\.so\.9: (file too short|invalid ELF header)/),
    ]);
  });

  test('a package without CUDA lacks nothing', () => {
    rmSync(folder, { recursive: true });
    expect(missing()).toEqual([]);
  });
});

test.each([
  [{ available: true, missing: [] }, null],
  [{ available: true, missing: [DRIVER_LIBRARY] }, null],
  [{ available: true, missing: ['libcudnn.so.9'] }, 'libcudnn.so.9 cannot be opened'],
  [{ available: false, missing: [], reason: 'GLIBC_2.34' }, 'GLIBC_2.34'],
] as const)('a package of which a probe says %j is unusable because of %j', (probe, reason) => {
  expect(whyUnusable(probe)).toBe(reason);
});
