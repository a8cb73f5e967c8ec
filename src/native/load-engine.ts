import { cpus } from 'node:os';
import { createRequire } from 'node:module';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as messages from './messages.js';
import { engineCandidates } from './candidates.js';
import {
  type Device,
  type DeviceRequest,
  type EngineCandidate,
  EngineError,
  type EngineReport,
} from './engine.js';
import { ENGINE_VARIABLE, GPU_NAME_VARIABLE } from './environment.js';
import { firstLine } from '../text/values.js';

const require = createRequire(import.meta.url);

/**
 * Loads the engine that this process was told to load (else the best that is there) and makes it
 * tfjs-core's backend. A process can hold but one native library.
 *
 * @param device `cpu` and `gpu` are binding.
 * @throws EngineError when it does not load, or is on another device; the message says why.
 */
export async function loadEngine(device: DeviceRequest): Promise<EngineReport> {
  const told = process.env[ENGINE_VARIABLE];
  const candidate =
    told === undefined
      ? (engineCandidates().present[0] as EngineCandidate)
      : (JSON.parse(told) as EngineCandidate);
  let report: EngineReport;
  try {
    report = candidate.engine === 'wasm' ? await loadWasm(candidate) : await loadNative(candidate);
  } catch (error) {
    throw new EngineError(messages.engineDoesNotLoad(candidate.engine, firstLine(error)));
  }
  if (device === 'auto' || report.device === device) return report;
  throw new EngineError(messages.otherDevice(report.engine, device, report.device));
}

/** What this project uses of the binding's backend. */
export interface NativeBackend {
  readonly isUsingGpuDevice: boolean;
  /** Loads `saved_model.pb` of a folder; tags are parted by commas. */
  loadSavedModelMetaGraph(path: string, tags: string): number;
  runSavedModel(
    id: number,
    inputs: readonly Tensor[],
    inputInfos: readonly { readonly name: string }[],
    outputNames: readonly string[],
  ): Tensor[];
  deleteSavedModel(id: number): void;
  /** Runs an operation now, in this thread. */
  executeSingleOutput(
    operation: string,
    attributes: readonly { readonly name: string; readonly type: number; readonly value: number }[],
    inputs: readonly Tensor[],
  ): Tensor;
  readonly binding: {
    /** What the library itself says. */
    readonly TF_Version?: string;
    readonly TF_ATTR_TYPE: number;
    readonly TF_FLOAT: number;
    readonly TF_INT32: number;
  };
}

/** What TensorFlow calls the first GPU that a process sees. */
export const FIRST_GPU = '/device:GPU:0';

interface BindingModule {
  readonly version: Record<string, string>;
}

let loadedBackend: NativeBackend | undefined;

/** The backend of the native engine that this process has loaded; undefined on wasm. */
export function nativeBackend(): NativeBackend | undefined {
  return loadedBackend;
}

async function loadNative({ engine, path }: EngineCandidate): Promise<EngineReport> {
  // tfjs-node 4.22 calls two functions that Node 23 removed.
  const util = require('node:util') as Record<string, unknown>;
  util['isNullOrUndefined'] ??= isNullOrUndefined;
  util['isArray'] ??= isArray;
  const { version } = quietly(() => require(path) as BindingModule);
  const tf = await import('@tensorflow/tfjs-core');
  if (!(await tf.setBackend('tensorflow'))) throw new Error(messages.backendDoesNotStart());
  const backend = tf.backend() as unknown as NativeBackend;
  loadedBackend = backend;
  const device: Device = backend.isUsingGpuDevice ? 'gpu' : 'cpu';
  const threads = Number(process.env['TF_NUM_INTRAOP_THREADS'] ?? '');
  return {
    engine,
    version: version['tfjs-node'] ?? version['tfjs-core'] ?? 'unknown',
    library: `TensorFlow ${backend.binding.TF_Version ?? 'of unknown version'}`,
    path,
    device,
    device_name: device === 'cpu' ? processorName() : (process.env[GPU_NAME_VARIABLE] ?? null),
    threads: threads > 0 ? threads : null,
  };
}

/** tfjs-core and the binding both bring what they run on, and warn of it in every log. */
function quietly<T>(load: () => T): T {
  /* eslint-disable no-console */
  const { warn } = console;
  console.warn = (...words: unknown[]): void => {
    if (!String(words[0]).startsWith('Platform node has already been set')) warn(...words);
  };
  try {
    return load();
  } finally {
    console.warn = warn;
  }
  /* eslint-enable no-console */
}

async function loadWasm({ path }: EngineCandidate): Promise<EngineReport> {
  const tf = await import('@tensorflow/tfjs-core');
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  if (!(await tf.setBackend('wasm'))) throw new Error(messages.backendDoesNotStart());
  await tf.ready();
  return {
    engine: 'wasm',
    version: wasm.version_wasm,
    library: `XNNPACK in tfjs-backend-wasm ${wasm.version_wasm}`,
    path,
    device: 'cpu',
    device_name: processorName(),
    threads: 1,
  };
}

function processorName(): string | null {
  return cpus()[0]?.model.trim() ?? null;
}

/** Stand-ins for `util.isNullOrUndefined` and `util.isArray`, gone since Node 23. */
export function isNullOrUndefined(value: unknown): boolean {
  return value === null || value === undefined;
}

export const isArray = Array.isArray;
