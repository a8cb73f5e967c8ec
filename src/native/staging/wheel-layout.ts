import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunTool } from './tools.js';

// Where what is needed of the wheels goes in the binding's package.

const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'] as const;

/** Names that the linker asks for, by the file that they lead to. */
export const LIBRARY_LINKS = {
  'libtensorflow.so': 'libtensorflow_cc.so.2',
  'libtensorflow.so.2': 'libtensorflow_cc.so.2',
  'libtensorflow_framework.so': 'libtensorflow_framework.so.2',
} as const;

/** The headers that the binding includes, directly or not (g++ -M). */
const HEADERS = [
  'tensorflow/c/c_api.h',
  'tensorflow/c/c_api_macros.h',
  'tensorflow/c/eager/c_api.h',
  'tensorflow/c/tf_attrtype.h',
  'tensorflow/c/tf_buffer.h',
  'tensorflow/c/tf_datatype.h',
  'tensorflow/c/tf_status.h',
  'tensorflow/c/tf_tensor.h',
  'tensorflow/c/tf_tstring.h',
  'tensorflow/core/platform/ctstring.h',
  'tensorflow/core/platform/ctstring_internal.h',
  'tsl/platform/ctstring.h',
  'tsl/platform/ctstring_internal.h',
  'xla/tsl/c/tsl_status.h',
] as const;

/** What must come out of TensorFlow's wheel. */
export const TENSORFLOW_MEMBERS: readonly string[] = [
  ...LIBRARIES.map((library) => `tensorflow/${library}`),
  ...HEADERS.map((header) => `tensorflow/include/${header}`),
];

/** Where every library of NVIDIA's wheels goes. */
export const CUDA_FOLDER = 'deps/nvidia/cublas/lib';

/** In the wheels, and opened neither by TensorFlow nor by what it opens: 0.2 GB. */
const NEVER_OPENED = /^(libcusolverMg|libcufftw|libnvblas)\./;

/**
 * Where a member of any of the wheels goes in the binding's package; undefined where it is not
 * needed. TensorFlow looks for CUDA beside its own library, in folders that name NVIDIA's wheels;
 * one of these holds every library, since the one of cusolver is not among them.
 */
export function placeOf(member: string): string | undefined {
  if (TENSORFLOW_MEMBERS.includes(member)) {
    return member.includes('/include/')
      ? member.replace('tensorflow/include/', 'deps/include/')
      : member.replace('tensorflow/', 'deps/lib/');
  }
  const library = /^nvidia\/[^/]+\/lib\/([^/]+\.so[^/]*)$/.exec(member)?.[1];
  if (library !== undefined) {
    return NEVER_OPENED.test(library) ? undefined : `${CUDA_FOLDER}/${library}`;
  }
  const compiler = /^nvidia\/(cuda_nvcc\/(?:bin\/ptxas|nvvm\/libdevice\/.+))$/.exec(member)?.[1];
  return compiler === undefined ? undefined : `deps/nvidia/${compiler}`;
}

/** Of the binding's package: what was needed to compile it, or is another build of it. */
const BUILD_ONLY = ['binding', 'deps/include', 'scripts', 'src'] as const;

/** Of every package: what only browsers, compilers, debuggers and people read. */
const UNREAD = /\.(map|d\.ts|md|min\.js|fesm\.js|es2017\.js)$/;

/**
 * Takes away what nobody reads at run time: symbols of the libraries, headers, source maps, types,
 * bundles for browsers. Where there is no `strip`, the libraries stay large.
 */
export async function slimDown(
  folder: string,
  bindingPackage: string,
  runTool: RunTool,
): Promise<void> {
  const libraries = join(bindingPackage, 'deps/lib');
  const files = (await readdir(libraries, { withFileTypes: true })).filter((file) => file.isFile());
  await runTool('strip', ['--strip-unneeded', ...files.map(({ name }) => join(libraries, name))]);
  for (const part of BUILD_ONLY) {
    await rm(join(bindingPackage, part), { recursive: true, force: true });
  }
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && UNREAD.test(entry.name)) {
      await rm(join(entry.parentPath, entry.name), { force: true });
    }
  }
}
