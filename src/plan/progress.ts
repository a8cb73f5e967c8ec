import { wallSeconds } from './estimate.js';

interface Task {
  readonly estimatedSeconds: number;
  /** 0 to 1. */
  fraction: number;
  state: 'waiting' | 'running' | 'ended';
  /** Worker-seconds that the fraction took; undefined where nothing was seen of that. */
  spentSeconds: number | undefined;
}

const WAITING = { fraction: 0, state: 'waiting', spentSeconds: undefined } as const;

/** The estimates count as if so much of the work had already been seen to take as long as estimated. */
const BELIEVED_SHARE = 0.1;
const LEAST_BELIEVED_SECONDS = 2;

/**
 * How much of a run's work is done and how long the rest will take. Work is measured in estimated
 * seconds, which follow FLOPs and steps: ten small networks are not ten large ones.
 */
export class Progress<Key> {
  readonly #tasks: Map<Key, Task>;
  readonly #slots: number;
  #lastTime: number | undefined;

  constructor(tasks: readonly (readonly [Key, number])[], slots: number) {
    this.#slots = slots;
    this.#tasks = new Map(
      tasks.map(([key, estimatedSeconds]) => [key, { estimatedSeconds, ...WAITING }]),
    );
  }

  /** @param timeSeconds of any clock that only goes forward; the same in every call. */
  start(key: Key, timeSeconds: number): void {
    this.#pass(timeSeconds);
    this.#change(key, { state: 'running', fraction: 0, spentSeconds: 0 });
  }

  advance(key: Key, fraction: number, timeSeconds: number): void {
    this.#pass(timeSeconds);
    this.#change(key, { fraction });
  }

  /** Nothing of it is done, and what the attempt took says nothing of how long the rest takes. */
  fail(key: Key, timeSeconds: number): void {
    this.#pass(timeSeconds);
    this.#change(key, WAITING);
  }

  /**
   * Puts other tasks in the place of one that does not run; none where it is not to be done.
   *
   * @param doneSeconds of its estimated ones, which are done already.
   */
  replace(key: Key, tasks: readonly (readonly [Key, number])[], doneSeconds = 0): void {
    this.#tasks.delete(key);
    if (doneSeconds > 0) {
      this.#tasks.set(key, {
        estimatedSeconds: doneSeconds,
        fraction: 1,
        state: 'ended',
        spentSeconds: undefined,
      });
    }
    for (const [other, estimatedSeconds] of tasks) {
      this.#tasks.set(other, { estimatedSeconds, ...WAITING });
    }
  }

  end(key: Key, timeSeconds: number): void {
    this.#pass(timeSeconds);
    this.#change(key, { state: 'ended', fraction: 1 });
  }

  /** Share of the work that is done, 0 to 1. */
  get fraction(): number {
    let [done, all] = [0, 0];
    for (const { estimatedSeconds, fraction } of this.#tasks.values()) {
      done += estimatedSeconds * fraction;
      all += estimatedSeconds;
    }
    return all === 0 ? 1 : done / all;
  }

  /**
   * Real seconds per estimated one so far. The first jobs, which also load the library, say little
   * of the others.
   */
  get correction(): number {
    let [spent, done, all] = [0, 0, 0];
    for (const { estimatedSeconds, fraction, spentSeconds } of this.#tasks.values()) {
      all += estimatedSeconds;
      if (spentSeconds === undefined) continue;
      spent += spentSeconds;
      done += estimatedSeconds * fraction;
    }
    const believed = Math.max(LEAST_BELIEVED_SECONDS, BELIEVED_SHARE * all);
    return (spent + believed) / (done + believed);
  }

  /** Wall seconds until all is done: the estimates, corrected by how wrong they were so far. */
  get remainingSeconds(): number {
    const rest: number[] = [];
    for (const { estimatedSeconds, fraction, state } of this.#tasks.values()) {
      if (state === 'running') rest.unshift(estimatedSeconds * (1 - fraction));
      else if (state === 'waiting') rest.push(estimatedSeconds);
    }
    return wallSeconds(rest, this.#slots) * this.correction;
  }

  #pass(timeSeconds: number): void {
    const passed = timeSeconds - (this.#lastTime ?? timeSeconds);
    for (const task of this.#tasks.values()) {
      if (task.state === 'running') task.spentSeconds = (task.spentSeconds ?? 0) + passed;
    }
    this.#lastTime = timeSeconds;
  }

  #change(key: Key, change: Partial<Task>): void {
    const task = this.#tasks.get(key);
    if (task !== undefined) Object.assign(task, change);
  }
}
