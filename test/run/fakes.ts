import { EngineError } from '../../src/native/engine.js';
import { epochMetrics } from '../store/epoch-metrics.js';
import { setImmediate } from 'node:timers/promises';
import type { Outcome } from '../../src/pool/protocol.js';
import type { Pool, PoolTaskOptions } from '../../src/pool/worker-pool.js';
import type { Clock } from '../../src/run/executing/clock.js';
import type { Job, JobTimes } from '../../src/train/contract.js';

/** Real milliseconds for what is no sleep: a process that is asked something, a file. */
const PATIENCE_MS = 20_000;

/** Time that passes only while it is waited for, from one moment at which somebody wakes to the next. */
export class FakeClock implements Clock {
  #seconds = 0;
  readonly #sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();

  readonly now = (): number => this.#seconds;
  readonly date = (): Date => new Date(Date.UTC(2026, 0, 1) + 1000 * this.#seconds);
  readonly sleep = (seconds: number, over?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (over?.aborted === true) return resolve();
      const wake = (): void => {
        this.#sleepers.delete(sleeper);
        over?.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper = { at: this.#seconds + seconds, wake };
      this.#sleepers.add(sleeper);
      over?.addEventListener('abort', wake);
    });

  /** How many wait for a moment to come. */
  get waiting(): number {
    return this.#sleepers.size;
  }

  /** Somebody does something at that moment. */
  at(seconds: number, act: () => void): void {
    void this.sleep(seconds - this.#seconds).then(act);
  }

  /**
   * Lets time pass until the promise is settled.
   *
   * @throws an Error where all wait for each other.
   */
  async until<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const end = (): void => void (settled = true);
    promise.then(end, end);
    const began = Date.now();
    for (;;) {
      // All that needs no time is done first.
      for (let turn = 0; turn < 5; turn++) await setImmediate();
      if (settled) return promise;
      const [next] = [...this.#sleepers].sort((a, b) => a.at - b.at);
      if (next !== undefined) {
        this.#seconds = Math.max(this.#seconds, next.at);
        next.wake();
      } else if (Date.now() - began > PATIENCE_MS) {
        throw new Error(`nothing more happens at ${this.#seconds} s`);
      }
    }
  }
}

/** How a task ends by itself; the log is that of a worker that prints nothing, unless it is said. */
export type Fate = Outcome extends infer O
  ? O extends Outcome
    ? Omit<O, 'log'> & Log
    : never
  : never;
interface Log {
  readonly log?: readonly string[];
}

/** What a worker does with a job: it says something, and comes to its end, in the time of a clock. */
export type Train = (job: Job, worker: FakeWorker) => Promise<Fate>;

export interface FakeWorker {
  readonly say: (body: unknown) => void;
  readonly clock: FakeClock;
  /** Aborted where it is asked to stop, or has been stopped. */
  readonly stopped: AbortSignal;
}

/** How long a worker that is asked to stop may take, in seconds. */
export const GRACE_SECONDS = 5;

/** A pool as WorkerPool is one, of functions instead of processes. */
export class FakePool implements Pool {
  /** Seeds of the trials of every job that was begun, and when. */
  readonly begun: { readonly seeds: readonly number[]; readonly at: number }[] = [];
  /** How it was told to stop. */
  readonly told: ('cancel' | 'kill')[] = [];
  closed = false;
  readonly #slots: number;
  readonly clock: FakeClock;
  readonly #train: Train;
  readonly #waiting: { readonly priority: number; readonly start: () => void }[] = [];
  readonly #running = new Set<{ readonly ask: () => void; readonly kill: () => void }>();
  #busy = 0;

  constructor(slots: number, clock: FakeClock, train: Train) {
    this.#slots = slots;
    this.clock = clock;
    this.#train = train;
  }

  run(prepare: () => unknown, options: PoolTaskOptions = {}): Promise<Outcome> {
    const { priority = 0 } = options;
    return new Promise((resolve, reject) => {
      const start = (): void => {
        this.#busy += 1;
        this.#runNow(prepare, options)
          .then(resolve, reject)
          .finally(() => {
            this.#busy -= 1;
            this.#next();
          });
      };
      const before = this.#waiting.findIndex((other) => other.priority < priority);
      this.#waiting.splice(before === -1 ? this.#waiting.length : before, 0, { priority, start });
      this.#next();
    });
  }

  cancel(): void {
    this.told.push('cancel');
    for (const { ask } of this.#running) ask();
  }

  kill(): void {
    this.told.push('kill');
    for (const { kill } of this.#running) kill();
  }

  async close(): Promise<void> {
    while (this.#busy > 0 || this.#waiting.length > 0) await setImmediate();
    this.closed = true;
  }

  #next(): void {
    if (this.#busy < this.#slots) this.#waiting.shift()?.start();
  }

  async #runNow(prepare: () => unknown, options: PoolTaskOptions): Promise<Outcome> {
    const outcome = await this.#outcomeOf(prepare, options);
    options.onEnd?.(outcome);
    return outcome;
  }

  async #outcomeOf(
    prepare: () => unknown,
    { onMessage, timeoutMs }: PoolTaskOptions,
  ): Promise<Outcome> {
    if (this.told.length > 0) return { state: 'cancelled', log: [] };
    const payload = await prepare();
    if (payload === undefined) return { state: 'withdrawn', log: [] };
    if (this.told.length > 0) return { state: 'cancelled', log: [] };
    const job = payload as Job;
    this.begun.push({ seeds: job.trials.map(({ seed }) => seed), at: this.clock.now() });
    const [stopped, over] = [new AbortController(), new AbortController()];
    const { clock } = this;
    const outcome = await new Promise<Fate>((resolve, reject) => {
      const end = (fate: Fate): void => {
        this.#running.delete(running);
        stopped.abort();
        over.abort();
        resolve(fate);
      };
      const endAfter = async (seconds: number, fate: Fate): Promise<void> => {
        await clock.sleep(seconds, over.signal);
        end(fate);
      };
      const kill = (): void => end({ state: 'cancelled' });
      const ask = (): void => {
        stopped.abort();
        void endAfter(GRACE_SECONDS, { state: 'cancelled' });
      };
      const running = { ask, kill };
      this.#running.add(running);
      if (timeoutMs !== undefined) {
        void endAfter(timeoutMs / 1000, { state: 'timeout', afterMs: timeoutMs });
      }
      const say = (body: unknown): void => {
        if (over.signal.aborted) return;
        onMessage?.(body, (reason) => end({ state: 'refused', reason }));
      };
      this.#train(job, { say, clock, stopped: stopped.signal }).then(end, reject);
    });
    return { log: [], ...outcome };
  }
}

export const TIMES: JobTimes = {
  load_seconds: 0,
  compile_seconds: 0,
  train_seconds: 1,
  evaluate_seconds: 1,
  compilation: null,
};

export const STARTED = {
  type: 'started',
  engine: {
    engine: 'tfjs-node',
    version: '0',
    library: 'none',
    path: '/package',
    device: 'cpu',
    device_name: null,
    threads: 1,
  },
  peak_flops_per_second: 1e10,
} as const;

/** What errors of workers are to blame for, as their classes say. */
export const blameOf = (name: string) =>
  name === 'MemoryError'
    ? { blame: 'input' as const }
    : ['EngineError', 'DatasetError', 'ModelFileError'].includes(name)
      ? {
          blame: 'environment' as const,
          ...(name === 'EngineError' ? { code: EngineError.code } : {}),
        }
      : {};

export const epochOf = (trial: string, epoch: number, val_accuracy = 0.5) => ({
  type: 'epoch',
  trial,
  metrics: epochMetrics({ epoch, val_accuracy }),
});

export const completedOf = (trial: string) => ({
  type: 'completed',
  trial,
  test: { test_loss: 1, test_accuracy: 0.5 },
});

/** A second for each epoch of the job, then the ends of all its trials: a worker that is fine. */
export const trainWell: Train = async ({ trials }, { say, clock, stopped }) => {
  say(STARTED);
  const epochs = trials[0]?.epochs ?? 0;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    await clock.sleep(1, stopped);
    if (stopped.aborted) return { state: 'cancelled' };
    say({ type: 'progress', fraction: epoch / epochs });
    for (const { trial } of trials) say(epochOf(trial, epoch));
  }
  for (const { trial } of trials) say(completedOf(trial));
  return { state: 'finished', result: TIMES };
};
