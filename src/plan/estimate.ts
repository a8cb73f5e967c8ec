import {
  compileSeconds,
  graphSeconds,
  secondsWithoutXla,
  type CompileCosts,
} from './compilation.js';
import { type PlannedJob, flopOf } from './jobs.js';

/** Seconds of a job = seconds_per_step x steps + seconds_per_flop x training FLOP. */
export interface TimeModel {
  readonly seconds_per_step: number;
  readonly seconds_per_flop: number;
  /**
   * `measured` by jobs of this machine, by the `benchmark` of MLPs here, or the `reference` of another
   * machine.
   */
  readonly source: 'measured' | 'benchmark' | 'reference';
  /** Jobs, or programs of the benchmark, that it was fitted to. */
  readonly jobs: number;
}

/** What a past job took, validation and test included. */
export interface Timing {
  readonly steps: number;
  readonly flop: number;
  readonly seconds: number;
}

/** Per worker, for machines where nothing has been trained yet. */
export const REFERENCES = {
  /** wasm, one thread of a server processor, two workers at once: 14 networks, batch 32. */
  wasm: { seconds_per_step: 1.2e-3, seconds_per_flop: 3.2e-10, source: 'reference', jobs: 0 },
  /** TensorFlow 2.21 through tfjs-node, the same machine and workers: 26 networks, batch 32. */
  native: { seconds_per_step: 3.0e-3, seconds_per_flop: 2.0e-10, source: 'reference', jobs: 0 },
  /** wasm, several networks trained together. */
  fused: { seconds_per_step: 3.7e-4, seconds_per_flop: 1.5e-10, source: 'reference', jobs: 0 },
  /** The native engine, several networks in one compiled program. */
  compiled: { seconds_per_step: 4e-5, seconds_per_flop: 2.1e-11, source: 'reference', jobs: 0 },
  /** One of four workers on an H200, batch 32: a step is 150 launches, whatever its size. */
  gpu: { seconds_per_step: 31e-3, seconds_per_flop: 3.2e-11, source: 'reference', jobs: 0 },
  /**
   * A program on a GPU: no measurement but arithmetic, until the first run there has measured. Some
   * hundred launches of 5 us are shared by 64 networks; products of 32 rows at 3 TFLOP/s.
   */
  gpu_programs: { seconds_per_step: 8e-6, seconds_per_flop: 3e-13, source: 'reference', jobs: 0 },
} as const satisfies Record<string, TimeModel>;

/**
 * Fits the two coefficients by least squares of relative errors (a small job counts as much as a
 * large one). Where one would be negative, or all jobs are alike, one coefficient carries all.
 */
export function fitTimeModel(
  timings: readonly Timing[],
  reference: TimeModel = REFERENCES.wasm,
  source: TimeModel['source'] = 'measured',
): TimeModel {
  const usable = timings.filter(({ steps, seconds, flop }) => steps > 0 && flop > 0 && seconds > 0);
  if (usable.length === 0) return reference;
  let [ss, sf, ff, s, f] = [0, 0, 0, 0, 0];
  for (const { steps, flop, seconds } of usable) {
    const x = steps / seconds;
    const y = flop / seconds;
    ss += x * x;
    sf += x * y;
    ff += y * y;
    s += x;
    f += y;
  }
  const determinant = ss * ff - sf * sf;
  const known = { source, jobs: usable.length };
  // Nearly parallel columns: the two coefficients cannot be told apart.
  if (determinant > 1e-6 * ss * ff) {
    const perStep = (s * ff - f * sf) / determinant;
    const perFlop = (f * ss - s * sf) / determinant;
    if (perStep >= 0 && perFlop >= 0) {
      return { seconds_per_step: perStep, seconds_per_flop: perFlop, ...known };
    }
  }
  const ratio = f / (reference.seconds_per_step * sf + reference.seconds_per_flop * ff);
  return {
    seconds_per_step: reference.seconds_per_step * ratio,
    seconds_per_flop: reference.seconds_per_flop * ratio,
    ...known,
  };
}

export function jobSeconds(job: PlannedJob, model: TimeModel, costs: CompileCosts): number {
  const steps = job.trials.reduce((sum, trial) => sum + trial.steps, 0);
  // What was measured here has the effort of such networks in it.
  const flop =
    model.source === 'measured' || job.trainer === 'layers'
      ? Number(flopOf(job))
      : job.trials.reduce((sum, trial) => sum + Number(trial.flop) * trial.effort.flop, 0);
  const training = model.seconds_per_step * steps + model.seconds_per_flop * flop;
  if (job.trainer !== 'compiled') return training;
  const ready = training + graphSeconds(job.trials, costs);
  if (job.compile === 'xla') return ready + compileSeconds(job.trials, costs);
  return ready + secondsWithoutXla(job.trials, costs);
}

/** Until a worker trains its first step: process, library, images (wasm, same machine). */
const START_SECONDS = 1.2;

/** Wall time of a run: the workers' start, then all jobs. 0 where there is none. */
export function runSeconds(jobSeconds: readonly number[], slots: number): number {
  return jobSeconds.length === 0 ? 0 : START_SECONDS + wallSeconds(jobSeconds, slots);
}

/** Wall time of tasks on `slots` workers, each of which takes the next task when it is free. */
export function wallSeconds(taskSeconds: readonly number[], slots: number): number {
  // A heap: each worker is free no later than the two below it.
  const busyUntil = new Float64Array(slots);
  const freeAt = (slot: number): number => busyUntil[slot] ?? Infinity;
  let last = 0;
  for (const seconds of taskSeconds) {
    const until = freeAt(0) + seconds;
    last = Math.max(last, until);
    let slot = 0;
    for (let below = 1; below < slots; below = 2 * slot + 1) {
      if (freeAt(below + 1) < freeAt(below)) below += 1;
      if (freeAt(below) >= until) break;
      busyUntil[slot] = freeAt(below);
      slot = below;
    }
    busyUntil[slot] = until;
  }
  return last;
}
