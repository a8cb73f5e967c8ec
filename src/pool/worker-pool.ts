import type { URL } from 'node:url';
import PQueue from 'p-queue';
import type { Outcome } from './protocol.js';
import { WorkerProcess, type TaskOptions } from './worker-process.js';

export interface WorkerPoolOptions {
  /** Module that calls `serve`. */
  readonly module: URL;
  /** Worker processes at most, one task each; an integer from 1 and up. */
  readonly slots: number;
  /** Environment of the worker in a slot, numbered from 0. */
  readonly environment?: (slot: number) => Readonly<Record<string, string>>;
  /** Lines of a worker's output kept per task. */
  readonly logLines?: number;
  /** How long a task may take to stop after `cancel` before its process is killed. */
  readonly cancelGraceMs?: number;
}

export interface PoolTaskOptions extends TaskOptions {
  /** Higher runs earlier; equal ones in the order of `run`. */
  readonly priority?: number;
  /** Called with the outcome before the slot is given to the next task. */
  readonly onEnd?: (outcome: Outcome) => void;
}

/** What takes tasks: a pool of processes, or of none in tests. */
export type Pool = Pick<WorkerPool, 'run' | 'cancel' | 'kill' | 'close'>;

/**
 * Runs tasks in forked processes, one per slot, each reused until it dies. p-queue gives slots
 * and priority only: its `timeout` and `signal` would free a slot while the work runs on.
 */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #queue: PQueue;
  readonly #freeSlots: number[];
  readonly #workers: (WorkerProcess | undefined)[];
  #nextTask = 1;
  #cancelled = false;

  constructor(options: WorkerPoolOptions) {
    if (!Number.isInteger(options.slots) || options.slots < 1) {
      throw new RangeError(
        `Expected \`slots\` to be an integer from 1 and up, got ${options.slots}`,
      );
    }
    this.#options = options;
    this.#queue = new PQueue({ concurrency: options.slots });
    this.#freeSlots = Array.from({ length: options.slots }, (_, slot) => slot);
    this.#workers = this.#freeSlots.map(() => undefined);
  }

  /**
   * Runs one task when a slot is free. Never rejects for what a worker does: see Outcome.
   *
   * @param prepare makes the payload at that moment, or when it is time; `undefined` withdraws the task.
   */
  run(prepare: () => unknown, options: PoolTaskOptions = {}): Promise<Outcome> {
    const { priority = 0, onEnd, ...taskOptions } = options;
    return this.#queue.add(
      async (): Promise<Outcome> => {
        const outcome = await this.#runNow(prepare, taskOptions);
        onEnd?.(outcome);
        return outcome;
      },
      { priority },
    );
  }

  async #runNow(prepare: () => unknown, options: TaskOptions): Promise<Outcome> {
    if (this.#stopped()) return { state: 'cancelled', log: [] };
    const payload = await prepare();
    if (payload === undefined) return { state: 'withdrawn', log: [] };
    if (this.#stopped()) return { state: 'cancelled', log: [] };
    const slot = this.#freeSlots.shift();
    if (slot === undefined) throw new Error('more tasks than slots');
    try {
      return await this.#worker(slot).execute(this.#nextTask++, payload, options);
    } finally {
      this.#freeSlots.push(slot);
    }
  }

  /** Stops what runs (killing what does not stop in time) and what waits; nothing runs after it. */
  cancel(): void {
    this.#cancelled = true;
    for (const worker of this.#workers) worker?.cancel(this.#options.cancelGraceMs ?? 5000);
  }

  /** As `cancel`, at once. */
  kill(): void {
    this.#cancelled = true;
    for (const worker of this.#workers) worker?.kill();
  }

  /** Waits for all tasks, then for all processes to be gone. */
  async close(): Promise<void> {
    await this.#queue.onIdle();
    await Promise.all(this.#workers.map((worker) => worker?.close()));
  }

  /** As it is now: it may have changed while a payload was made. */
  #stopped(): boolean {
    return this.#cancelled;
  }

  #worker(slot: number): WorkerProcess {
    const present = this.#workers[slot];
    if (present?.alive) return present;
    const worker = new WorkerProcess({
      module: this.#options.module,
      environment: this.#options.environment?.(slot) ?? {},
      logLines: this.#options.logLines ?? 50,
    });
    this.#workers[slot] = worker;
    return worker;
  }
}
