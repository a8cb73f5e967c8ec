import { type Blame, isBlame } from '../text/problem.js';

/** What the pool sends to a worker. */
export type ToWorker =
  | { readonly type: 'task'; readonly id: number; readonly payload: unknown }
  | { readonly type: 'cancel'; readonly id: number };

/** What a worker sends back; every task ends with one `result`, `error` or `cancelled`. */
export type FromWorker =
  | { readonly type: 'message'; readonly id: number; readonly body: unknown }
  | { readonly type: 'result'; readonly id: number; readonly body: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: WorkerError }
  | { readonly type: 'cancelled'; readonly id: number };

/** An error thrown in a worker, as plain data. */
export interface WorkerError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  /** Of an error that a person can do something about. */
  readonly blame?: Blame;
  readonly code?: string;
}

/** How a task ended; `log` is the last lines that its worker printed meanwhile. */
export type Outcome = { readonly log: readonly string[] } & (
  | { readonly state: 'finished'; readonly result: unknown }
  | { readonly state: 'threw'; readonly error: WorkerError }
  | { readonly state: 'crashed'; readonly code: number | null; readonly signal: string | null }
  | { readonly state: 'timeout'; readonly afterMs: number }
  /** It said what it may not, and was killed for it. */
  | { readonly state: 'refused'; readonly reason: string }
  | { readonly state: 'cancelled' }
  /** There was nothing to do any more when its turn came. */
  | { readonly state: 'withdrawn' }
);

/** Whether a process that may be any has kept to the protocol; bodies are not looked at. */
export function isFromWorker(value: unknown): value is FromWorker {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false;
  if (!('id' in value) || !Number.isInteger(value.id)) return false;
  switch (value.type) {
    case 'message':
    case 'result':
    case 'cancelled':
      return true;
    case 'error':
      return 'error' in value && isWorkerError(value.error);
    default:
      return false;
  }
}

function isWorkerError(value: unknown): value is WorkerError {
  if (typeof value !== 'object' || value === null || !('name' in value)) return false;
  if (typeof value.name !== 'string') return false;
  if ('blame' in value && !isBlame(value.blame)) return false;
  return 'message' in value && typeof value.message === 'string';
}
