import { availableParallelism } from 'node:os';
import { machineMemory } from '../../native/available-memory.js';
import type { EngineCandidate, Gpu } from '../../native/engine.js';
import { engineEnvironment } from '../../native/environment.js';

/** What a worker needs at most of the machine's memory, dataset and library included. */
const BYTES_PER_WORKER = 1e9;

/** The same on a GPU: CUDA's context and pinned buffers come to it. */
const BYTES_PER_GPU_WORKER = 3e9;

/** What is here to divide among the workers. */
export interface Machine {
  readonly processors: number;
  /** Bytes. */
  readonly memory: number;
}

export function thisMachine(): Machine {
  return { processors: availableParallelism(), memory: machineMemory() };
}

/**
 * Workers at once. `auto`: one for each processor that memory allows. A program of many networks has
 * a GPU for itself; trained one by one, small networks leave most of it idle (their steps wait for its
 * launches), so that several workers share it.
 *
 * @param gpus how many there are; 0 on the CPU.
 * @param together whether networks are trained by programs.
 */
export function workerCount(
  choice: number | 'auto',
  gpus: number,
  { processors, memory }: Machine = thisMachine(),
  together = false,
): number {
  if (choice !== 'auto') return choice;
  const fitting = Math.floor(memory / (gpus > 0 ? BYTES_PER_GPU_WORKER : BYTES_PER_WORKER));
  const wanted =
    gpus > 0 ? Math.min(processors, gpus * (together ? 1 : WORKERS_PER_GPU)) : processors;
  return Math.max(1, Math.min(wanted, fitting));
}

/** See docs/gpu.md for where it was measured. */
export const WORKERS_PER_GPU = 4;

/** What workers train on. */
export interface WorkerResources {
  readonly candidate: EngineCandidate;
  /** Empty where they train on the CPU. */
  readonly gpus: readonly Gpu[];
  /** Folder in which XLA keeps what it has compiled; none where it shall keep nothing. */
  readonly programs?: string | undefined;
}

/**
 * What each of the workers gets in its environment: the engine to load, its share of the processors
 * as threads, and one GPU of those there are, in turn. Threads decide the last bits of a sum, so
 * their number must not depend on how many trials are left: the same command, the same numbers.
 *
 * @param workers as `workerCount` gives them, however few of them find work.
 */
export function workerEnvironments(
  workers: number,
  { candidate, gpus, programs }: WorkerResources,
  { processors }: Machine = thisMachine(),
): readonly Readonly<Record<string, string>>[] {
  const threads = Math.max(1, Math.floor(processors / workers));
  return Array.from({ length: workers }, (_, worker) =>
    engineEnvironment(candidate, {
      gpus: gpus[worker % gpus.length] ?? 'none',
      threads,
      programs,
    }),
  );
}
