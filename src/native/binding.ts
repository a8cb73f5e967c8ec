import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);

/** What is fed to TensorFlow, in row-major order. */
export type Values = Float32Array | Int32Array;

/**
 * What this project uses of the native module of tfjs-node, TensorFlow's C API: tensors are numbers,
 * and live until they are deleted. tfjs-core's tensors are made of these; it is not needed for them,
 * and loading it takes as long as loading TensorFlow.
 */
export interface Binding {
  /** What the library itself says. */
  readonly TF_Version?: string;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_BOOL: number;
  isUsingGpuDevice(): boolean;
  /** @returns a tensor that may share the memory of `values`. */
  createTensor(shape: readonly number[], type: number, values: Values): number;
  deleteTensor(tensor: number): void;
  /** @returns the numbers of a tensor, which may be gone with it. */
  tensorDataSync(tensor: number): Values;
  /** Runs an operation now, in this thread. */
  executeOp(
    operation: string,
    attributes: readonly {
      readonly name: string;
      readonly type: number;
      readonly value: number | boolean;
    }[],
    inputs: readonly number[],
    outputs: number,
  ): readonly { readonly id: number }[];
  /** Loads `saved_model.pb` of a folder; tags are parted by commas. */
  loadSavedModel(folder: string, tags: string): number;
  /** Runs a loaded graph; names are those of its tensors, parted by commas. */
  runSavedModel(
    graph: number,
    inputs: readonly number[],
    inputNames: string,
    outputNames: string,
  ): readonly { readonly id: number }[];
  deleteSavedModel(graph: number): void;
}

/** Versions of Node's interface that tfjs-node's native module is built for; see its `binary`. */
const ABIS = [9, 8];

/** The native module below a package of tfjs-node; undefined where it is not built. */
export function bindingFile(path: string): string | undefined {
  return ABIS.map((abi) => join(path, `lib/napi-v${abi}/tfjs_binding.node`)).find((file) =>
    existsSync(file),
  );
}

/** Loads the native module alone; undefined where it is not where tfjs-node keeps it. */
export function loadBinding(path: string): Binding | undefined {
  const file = bindingFile(path);
  return file === undefined ? undefined : (require(file) as Binding);
}

/** Gives a tensor to what uses it, and deletes it. */
export function withTensor<Result>(
  binding: Binding,
  shape: readonly number[],
  values: Values,
  use: (tensor: number) => Result,
): Result {
  const type = values instanceof Int32Array ? binding.TF_INT32 : binding.TF_FLOAT;
  const tensor = binding.createTensor(shape, type, values);
  try {
    return use(tensor);
  } finally {
    binding.deleteTensor(tensor);
  }
}
