import { ExplainedError } from '../text/problem.js';

/** Libraries that can compute, best first. */
export const ENGINES = ['tfjs-node-gpu', 'tfjs-node', 'wasm'] as const;
export type EngineName = (typeof ENGINES)[number];

export type Device = 'cpu' | 'gpu';
export type DeviceRequest = 'auto' | Device;

/** A package that may hold an engine. */
export interface EngineCandidate {
  readonly engine: EngineName;
  /** Folder of the package. */
  readonly path: string;
}

/** A better engine that was not taken, and why. */
export interface PassedOver {
  readonly engine: EngineName;
  readonly reason: string;
}

/** What runs, as the library itself reports it. */
export interface EngineReport {
  readonly engine: EngineName;
  /** Of the binding: the npm package's version. */
  readonly version: string;
  /** The library under it, with its version where it has one: `TensorFlow 2.9.1`. */
  readonly library: string;
  /** Folder of the package that was loaded. */
  readonly path: string;
  readonly device: Device;
  /** Model of the processor or GPU, where known. */
  readonly device_name: string | null;
  /** Threads of one operation, where the engine says or has but one. */
  readonly threads: number | null;
}

/** A GPU that TensorFlow has registered, as it says itself. */
export interface Gpu {
  /** What CUDA_VISIBLE_DEVICES calls it: a number as nvidia-smi counts, or a UUID. */
  readonly id: string;
  readonly name: string;
  /** What TensorFlow may take of its memory, in MiB. */
  readonly memory_mib: number;
  readonly compute_capability: string;
}

/** No engine, or none on the device asked for. */
export class EngineError extends ExplainedError {
  static readonly code = 'engine';
  override readonly name = 'EngineError';
  override readonly code = EngineError.code;
  readonly blame = 'environment';
}
