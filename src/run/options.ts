import type { DeviceRequest } from '../native/engine.js';
import type { GpuChoice } from '../native/gpus.js';
import type { CompileChoice } from '../plan/compilation.js';
import type { Selection } from '../plan/selection.js';
import type { Pool, WorkerPoolOptions } from '../pool/worker-pool.js';
import type { SaveChoice } from '../spec/spec.js';
import type { Clock } from './executing/clock.js';
import type { GpuQuestions } from './devices.js';
import type { RunEvent } from './executing/events.js';

/** How one run goes on and when it ends; none of it is of the sweep itself. */
export interface RunControl {
  /** Further attempts after a failed one, from 0 to 100; instead of the spec's. */
  readonly retries?: number | undefined;
  /** Longest time for one trial; instead of the spec's. */
  readonly timeoutSeconds?: number | undefined;
  /** Which of the trials without a result are trained; `all` if left out. */
  readonly selection?: Selection | undefined;
  /** Trials that are trained at most: the first ones in the order of the run. */
  readonly maxTrials?: number | undefined;
  /** Whether the first trial that fails for good stops the run. */
  readonly failFast?: boolean | undefined;
  /** Wall time of the run: what runs then is stopped, what is done stays. */
  readonly budgetSeconds?: number | undefined;
}

/** How a sweep is to be run. */
export interface RunOptions extends RunControl {
  /** Path of the SQLite file; made if it is missing. */
  readonly database: string;
  /** Instead of the spec's. */
  readonly workers?: number | 'auto';
  readonly device?: DeviceRequest;
  readonly gpus?: GpuChoice;
  /** How programs are compiled; `off` has the layers trainer train every trial. */
  readonly compile?: CompileChoice;
  /** Whose models are kept; instead of the spec's. */
  readonly save?: SaveChoice | undefined;
  readonly onEvent?: (event: RunEvent) => void;
  /** Aborted once to stop: running trials are stopped, what is done stays. */
  readonly stop?: AbortSignal;
  /** Aborted to stop at once, killing the workers. */
  readonly kill?: AbortSignal;
  /** The workers' main module; for tests. */
  readonly workerModule?: URL;
  /** What has the workers, and the time; for tests. */
  readonly openPool?: (options: WorkerPoolOptions) => Pool;
  readonly clock?: Clock;
  /** How to find out about engines and GPUs; for tests. */
  readonly questions?: GpuQuestions;
}
