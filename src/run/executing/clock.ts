import { setTimeout } from 'node:timers/promises';

/** Time as a run sees it; another one in tests. */
export interface Clock {
  /** Seconds since some moment, only forward. */
  readonly now: () => number;
  /** Of the calendar: what rows say. */
  readonly date: () => Date;
  /** Resolves after so many seconds, or as soon as the signal is aborted. */
  readonly sleep: (seconds: number, over?: AbortSignal) => Promise<void>;
}

export const CLOCK: Clock = {
  now: () => performance.now() / 1000,
  date: () => new Date(),
  sleep: (seconds, signal) =>
    setTimeout(seconds * 1000, undefined, signal === undefined ? {} : { signal }).catch(
      () => undefined,
    ),
};
