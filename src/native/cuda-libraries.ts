import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { libraryNotOpened, noDriver } from './messages.js';
import { CUDA_FOLDER } from './staging/wheel-layout.js';

/** What TensorFlow's CUDA build opens by name when it starts, and what these open in turn. */
const OPENED = [
  'libcudart.so.12',
  'libcublas.so.12',
  'libcublasLt.so.12',
  'libcufft.so.11',
  'libcusolver.so.11',
  'libcusparse.so.12',
  'libnvJitLink.so.12',
  'libcudnn.so.9',
  'libcudnn_graph.so.9',
  'libcudnn_ops.so.9',
  'libcudnn_cnn.so.9',
  'libcudnn_adv.so.9',
  'libcudnn_heuristic.so.9',
  'libcudnn_engines_precompiled.so.9',
  'libcudnn_engines_runtime_compiled.so.9',
  'libcudnn_engines_tensor_ir.so.9',
  'libcudnn_ext.so.9',
] as const;

/** What XLA runs and reads on a GPU; not libraries. */
const TOOLS = [
  'deps/nvidia/cuda_nvcc/bin/ptxas',
  'deps/nvidia/cuda_nvcc/nvvm/libdevice/libdevice.10.bc',
] as const;

/** The driver's own library, which no wheel brings. */
export const DRIVER_LIBRARY = 'libcuda.so.1';

/** Whether a package is a CUDA build that brings its own libraries. */
export function hasOwnCuda(bindingPackage: string): boolean {
  return existsSync(join(bindingPackage, CUDA_FOLDER));
}

/**
 * The libraries that are missing or broken in a staged CUDA build, by opening each in this process
 * (never the caller's own: they are large and stay); DRIVER_LIBRARY is among them where no driver is
 * installed. Empty for a package without CUDA, and for one that takes the system's.
 */
export function missingCudaLibraries(
  bindingPackage: string,
  onOpening: (name: string) => void = () => undefined,
): readonly string[] {
  const folder = join(bindingPackage, CUDA_FOLDER);
  if (!hasOwnCuda(bindingPackage)) return [];
  const paths = [DRIVER_LIBRARY, ...OPENED.map((name) => join(folder, name))];
  const reasons = paths.flatMap((path) => {
    onOpening(basename(path));
    return whyNotOpened(path) ?? [];
  });
  const tools = TOOLS.filter((tool) => !existsSync(join(bindingPackage, tool)));
  return [...new Set([...reasons.map(missingLibrary), ...tools.map((tool) => basename(tool))])];
}

/** Node opens any library with `dlopen`; one that is no addon of its then fails otherwise. */
function whyNotOpened(path: string): string | undefined {
  try {
    process.dlopen({ exports: {} }, path);
    return undefined;
  } catch (error) {
    const [line = ''] = (error as Error).message.split('\n');
    return /did not self-register/i.test(line) ? undefined : line;
  }
}

/** What `dlopen` says names the one that is not there, be it that of the path or one it needs. */
function missingLibrary(reason: string): string {
  const name = /^(?:.*\/)?([^/:]+): cannot open shared object file: No such file/.exec(reason)?.[1];
  return name ?? reason.replace(/^.*\//, '');
}

/** A library that cannot be opened, as people read it. */
export function missingText(library: string): string {
  return library === DRIVER_LIBRARY ? noDriver(library) : libraryNotOpened(library);
}

/** Why a package that was staged is not to be used; null where it is whole, with a driver or not. */
export function whyUnusable(
  probe: { readonly missing: readonly string[] } & (
    { readonly available: true } | { readonly available: false; readonly reason: string }
  ),
): string | null {
  const missing = probe.missing.filter((library) => library !== DRIVER_LIBRARY);
  if (missing.length > 0) return missing.map(missingText).join(', ');
  return probe.available ? null : probe.reason;
}
