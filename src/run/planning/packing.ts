import type { Gpu } from '../../native/engine.js';
import { WASM_BYTES } from '../../native/available-memory.js';
import { compilationOf } from '../../plan/compilation.js';
import { jobSeconds, REFERENCES } from '../../plan/estimate.js';
import type { Packing, TrialWorkload } from '../../plan/jobs.js';
import type { RunChoice } from '../../spec/spec.js';
import type { Resources } from './time-model.js';
import type { Machine } from '../executing/workers.js';

/** What is trained together at most, by what computes; null where networks are trained one by one. */
const LIMITS = {
  /**
   * Programs of more than 0.7 to 1 million parameters were slower per parameter: measured on two
   * cores of a server processor with 2 MB of second-level cache per core. Two networks of
   * 784-100-100-10 with normalization of each order were as soon done without others, one was not.
   */
  processors: { trainer: 'compiled', params: 700_000, trials: Infinity, mixedParams: 100_000 },
  /** A network gains from company only in sharing its batches; small jobs end early (same machine). */
  wasm: { trainer: 'fused', params: 2_000_000, trials: 4, mixedParams: 0 },
  /** No program has been measured there. */
  gpu: null,
} as const satisfies Record<string, Omit<Packing, 'bytes' | 'chooseTrainer' | 'workers'> | null>;

/** Of the machine's memory, what its workers may fill with networks. */
const MEMORY_SHARE = 0.5;

/** What all jobs that run at once may take together, in bytes: of the GPUs where there are any. */
export function memoryForTraining({ memory }: Machine, gpus: readonly Gpu[]): number {
  if (gpus.length === 0) return memory * MEMORY_SHARE;
  return gpus.reduce((sum, { memory_mib }) => sum + memory_mib * 2 ** 20, 0);
}

/**
 * How the trials of a run are packed: into compiled programs on the native engine and into groups
 * on wasm; not at all on a GPU, where no program has been measured.
 *
 * @param workers that the run has, not how many of them find work.
 */
export function packingFor(
  { engine, gpus, compile, costs }: Pick<Resources, 'engine' | 'gpus' | 'compile' | 'costs'>,
  fuse: RunChoice['fuse'],
  workers: number,
  { memory }: Machine,
): Packing | null {
  const limit = LIMITS[engine === 'wasm' ? 'wasm' : gpus > 0 ? 'gpu' : 'processors'];
  if (compile === 'off' || limit === null) return null;
  const limits: Packing = {
    ...limit,
    workers,
    bytes: Math.min(
      (memory * MEMORY_SHARE) / workers,
      engine === 'wasm' ? MEMORY_SHARE * WASM_BYTES : Infinity,
    ),
    chooseTrainer: (trials: readonly TrialWorkload[]): ReturnType<Packing['chooseTrainer']> => {
      const { trainer } = limit;
      const job = { trainer, trials, compile: compilationOf(trials, compile, costs) };
      if (engine === 'wasm' || compile !== 'auto' || typeof fuse === 'number') return job;
      const layers = { trainer: 'layers', trials, compile: 'graph' } as const;
      const [alone, together] = [layers, job].map((one) =>
        jobSeconds(one, REFERENCES[one.trainer === 'layers' ? 'native' : one.trainer], costs),
      ) as [number, number];
      return alone < together ? layers : job;
    },
  };
  if (fuse === 'auto') return limits;
  return { ...limits, trials: fuse === 'off' ? 1 : fuse };
}
