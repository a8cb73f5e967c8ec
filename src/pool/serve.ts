import { ExplainedError } from '../text/problem.js';
import { inspect } from 'node:util';
import { Worker } from 'node:worker_threads';
import { noErrorThrown } from './messages.js';
import type { FromWorker, ToWorker, WorkerError } from './protocol.js';

/** What a task's handler can do besides returning its result. */
export interface TaskContext {
  /** Aborted when the pool wants the task to stop; see `AbortSignal.throwIfAborted`. */
  readonly signal: AbortSignal;
  /** Sends one message to the task's `onMessage`; messages arrive in order. */
  send(body: unknown): void;
}

/**
 * The worker's side of the pool: handles one task after the other, for as long as the parent
 * lives. What Ctrl-C means is the parent's decision, so the worker ignores it. A worker whose
 * parent is gone leaves by itself.
 */
export function serve(handle: (payload: unknown, context: TaskContext) => Promise<unknown>): void {
  watchParent();
  process.on('SIGINT', () => undefined);
  process.on('disconnect', () => process.exit(0));
  if (!process.connected) process.exit(0);

  const controllers = new Map<number, AbortController>();
  process.on('message', (message: ToWorker) => {
    if (message.type === 'cancel') controllers.get(message.id)?.abort();
    else void run(message.id, message.payload);
  });

  async function run(id: number, payload: unknown): Promise<void> {
    const controller = new AbortController();
    controllers.set(id, controller);
    try {
      const context: TaskContext = {
        signal: controller.signal,
        send: (body) => post({ type: 'message', id, body }),
      };
      post({ type: 'result', id, body: await handle(payload, context) });
    } catch (thrown) {
      if (controller.signal.aborted && thrown === controller.signal.reason) {
        post({ type: 'cancelled', id });
      } else {
        post({ type: 'error', id, error: asPlainError(thrown) });
      }
    } finally {
      controllers.delete(id);
    }
  }
}

/** Runs in a thread of its own: one that is stuck in a loop hears of no `disconnect`. */
const WATCH = `
  const parent = require('node:worker_threads').workerData;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
  }, 2000);
`;

function watchParent(): void {
  new Worker(WATCH, { eval: true, execArgv: [], workerData: process.ppid }).unref();
}

/** Anything can be thrown, and a name can be anything: what is sent is text. */
function asPlainError(thrown: unknown): WorkerError {
  if (!(thrown instanceof Error)) {
    return { name: 'Error', message: noErrorThrown(inspect(thrown)) };
  }
  const { name, message, stack } = thrown;
  return {
    name: String(name),
    message: String(message),
    stack: String(stack),
    ...(thrown instanceof ExplainedError ? { blame: thrown.blame, ...codeOf(thrown) } : {}),
  };
}

function codeOf({ code }: ExplainedError): Pick<WorkerError, 'code'> {
  return code === undefined ? {} : { code };
}

/** A send that fails means that the parent is gone; `disconnect` follows and ends the process. */
function post(message: FromWorker): void {
  process.send?.(message, undefined, undefined, () => undefined);
}
