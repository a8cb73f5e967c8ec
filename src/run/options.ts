import type { DeviceRequest } from '../native/engine.js';
import type { GpuChoice } from '../native/gpus.js';
import type { CompileChoice } from '../plan/compilation.js';
import type { GpuQuestions } from './devices.js';
import type { RunEvent } from './events.js';

/** How a sweep is to be run. */
export interface RunOptions {
  /** Path of the SQLite file; made if it is missing. */
  readonly database: string;
  /** Instead of the spec's. */
  readonly workers?: number | 'auto';
  readonly device?: DeviceRequest;
  readonly gpus?: GpuChoice;
  /** How programs are compiled; `off` has the layers trainer train every trial. */
  readonly compile?: CompileChoice;
  readonly onEvent?: (event: RunEvent) => void;
  /** Aborted once to stop: running trials are stopped, what is done stays. */
  readonly stop?: AbortSignal;
  /** Aborted to stop at once, killing the workers. */
  readonly kill?: AbortSignal;
  /** The workers' main module; for tests. */
  readonly workerModule?: URL;
  /** How to find out about engines and GPUs; for tests. */
  readonly questions?: GpuQuestions;
}
