import type { DeviceRequest, EngineReport } from '../../native/engine.js';

/** What a measuring process is asked, as JSON. */
export interface MeasureRequest {
  /** Folder of a kept model. */
  readonly folder: string;
  readonly device: DeviceRequest;
  readonly batches: readonly number[];
  readonly timing: Timing;
}

/** What it answers. */
export interface MeasureAnswer {
  readonly engine: EngineReport;
  /** Of each batch size in turn: milliseconds of every timed run, of the whole batch. */
  readonly times: readonly (readonly number[])[];
  /** Of each batch size: the most that the process has held in memory for it or a smaller one. */
  readonly peak_memory_bytes: readonly number[];
}

/**
 * Measures batch sizes from the smallest up: what a process holds at its peak never shrinks, so that
 * only then a peak is not that of a larger batch.
 *
 * @returns what was measured of each batch, in the order of `batches`.
 */
export function measureAscending<T>(
  batches: readonly number[],
  measure: (batch: number) => T,
): readonly T[] {
  const order = [...batches.entries()].sort(([, a], [, b]) => a - b);
  const measured = order.map(([place, batch]) => [place, measure(batch)] as const);
  return measured.sort(([a], [b]) => a - b).map(([, answer]) => answer);
}

/** How long to measure. */
export interface Timing {
  /** Runs that are not timed: the first ones pay for what is made once. */
  readonly warmups: number;
  /** Timed runs at least, and more of them until so many seconds have passed. */
  readonly runs: number;
  readonly seconds: number;
}

/**
 * Times a run again and again.
 *
 * @param clock milliseconds, only forward.
 * @returns milliseconds of each timed run.
 */
export function timeRuns(
  run: () => void,
  { warmups, runs, seconds }: Timing,
  clock: () => number = () => performance.now(),
): number[] {
  for (let warmup = 0; warmup < warmups; warmup++) run();
  const times: number[] = [];
  const began = clock();
  for (let now = began; times.length < runs || now - began < seconds * 1000;) {
    const before = clock();
    run();
    now = clock();
    times.push(now - before);
  }
  return times;
}
