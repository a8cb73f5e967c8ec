import { cpus } from 'node:os';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as messages from './messages.js';
import { type Binding, loadBinding } from './binding.js';
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
 * Loads the engine that this process was told to load, else the best that is there. A process can
 * hold but one native library. What runs through tfjs-core needs `useInTfjs`, too.
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

/** What TensorFlow calls the first GPU that a process sees. */
export const FIRST_GPU = '/device:GPU:0';

let loaded: { readonly candidate: EngineCandidate; readonly binding: Binding } | undefined;

/** The native library that this process has loaded; undefined on wasm. */
export function nativeBinding(): Binding | undefined {
  return loaded?.binding;
}

async function loadNative(candidate: EngineCandidate): Promise<EngineReport> {
  const { engine, path } = candidate;
  let binding: Binding | undefined;
  try {
    binding = loadBinding(path);
  } catch {
    // Its package knows better how it is loaded, or why it is not.
  }
  const backend = binding === undefined ? await loadBackend(path) : undefined;
  binding ??= backend?.binding as Binding;
  loaded = { candidate, binding };
  const onGpu = backend?.isUsingGpuDevice ?? binding.isUsingGpuDevice();
  const device: Device = onGpu ? 'gpu' : 'cpu';
  const threads = Number(process.env['TF_NUM_INTRAOP_THREADS'] ?? '');
  return {
    engine,
    version: versionOf(path),
    library: `TensorFlow ${binding.TF_Version ?? 'of unknown version'}`,
    path,
    device,
    device_name: device === 'cpu' ? processorName() : (process.env[GPU_NAME_VARIABLE] ?? null),
    threads: threads > 0 ? threads : null,
  };
}

function versionOf(path: string): string {
  const { version } = require(join(path, 'package.json')) as { readonly version?: string };
  return version ?? 'unknown';
}

/**
 * Makes the engine that this process has loaded tfjs-core's backend, for what runs through
 * tfjs-core. On wasm it is that from the start.
 *
 * @throws EngineError where the library does not load so.
 */
export async function useInTfjs(): Promise<void> {
  if (loaded === undefined) return;
  const { engine, path } = loaded.candidate;
  try {
    await loadBackend(path);
  } catch (error) {
    throw new EngineError(messages.engineDoesNotLoad(engine, firstLine(error)));
  }
}

/** What tfjs-node makes of its native module. */
interface NativeBackend {
  readonly isUsingGpuDevice: boolean;
  readonly binding: Binding;
}

async function loadBackend(path: string): Promise<NativeBackend> {
  // tfjs-node 4.22 calls two functions that Node 23 removed.
  const util = require('node:util') as Record<string, unknown>;
  util['isNullOrUndefined'] ??= isNullOrUndefined;
  util['isArray'] ??= isArray;
  quietly(() => require(path) as unknown);
  const tf = await import('@tensorflow/tfjs-core');
  if (!(await tf.setBackend('tensorflow'))) throw new Error(messages.backendDoesNotStart());
  return tf.backend() as unknown as NativeBackend;
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
