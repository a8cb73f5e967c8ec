import type { Gpu } from '../../native/engine.js';
import { WASM_BYTES } from '../../native/available-memory.js';
import { compilationOf } from '../../plan/compilation.js';
import { jobSeconds } from '../../plan/estimate.js';
import type { Packing, TrialWorkload } from '../../plan/jobs.js';
import type { RunChoice } from '../../spec/spec.js';
import type { Compilation } from '../../train/contract.js';
import { networksOnCard, programsOn } from '../../native/cards.js';
import { type Resources, speedOf, timeModel } from './time-model.js';
import type { Machine } from '../executing/workers.js';

/** What is trained together at most, by what computes; on a GPU see `onCard`. */
const LIMITS = {
  /**
   * Programs of more than 0.7 to 1 million parameters were slower per parameter: measured on two
   * cores of a server processor with 2 MB of second-level cache per core. Two networks of
   * 784-100-100-10 with normalization of each order were as soon done without others, one was not.
   */
  processors: { trainer: 'compiled', params: 700_000, trials: Infinity, mixedParams: 100_000 },
  /** A network gains from company only in sharing its batches; small jobs end early (same machine). */
  wasm: { trainer: 'fused', params: 2_000_000, trials: 4, mixedParams: 0 },
} as const;

/** Of a GPU's memory, what networks may fill: XLA's programs and CUDA itself take some. */
const CARD_SHARE = 0.8;

/** Of the machine's memory, what its workers may fill with networks. */
const MEMORY_SHARE = 0.5;

/** What all jobs that run at once may take together, in bytes: of the GPUs where there are any. */
export function memoryForTraining({ memory }: Machine, gpus: readonly Gpu[]): number {
  if (gpus.length === 0) return memory * MEMORY_SHARE;
  return gpus.reduce((sum, { memory_mib }) => sum + memory_mib * 2 ** 20, 0);
}

/** Memory of the smallest, in bytes: any job may come to it. */
export function smallestGpu(gpus: readonly Gpu[]): number {
  return Math.min(...gpus.map(({ memory_mib }) => memory_mib * 2 ** 20));
}

/** What a run has, as far as it decides how trials are packed. */
type Packers = Omit<Resources, 'workers'>;

/**
 * How the trials of a run are packed: into programs on the native engine and on GPUs that run them,
 * into groups on wasm; null where all are trained one by one.
 *
 * @param workers that the run has, not how many of them find work.
 */
export function packingFor(
  resources: Packers,
  fuse: RunChoice['fuse'],
  workers: number,
  { memory }: Machine,
): Packing | null {
  const { engine, gpus, gpuBytes, compile, costs, benchmark } = resources;
  const onGpus = gpus > 0;
  const run = runOfPrograms(resources);
  if (run === null) return null;
  const limit =
    engine === 'wasm' ? LIMITS.wasm : onGpus ? onCard(resources.card) : LIMITS.processors;
  const limits: Packing = {
    ...limit,
    workers,
    bytes: onGpus
      ? (gpuBytes * CARD_SHARE) / Math.max(1, workers / gpus)
      : Math.min(
          (memory * MEMORY_SHARE) / workers,
          engine === 'wasm' ? MEMORY_SHARE * WASM_BYTES : Infinity,
        ),
    chooseTrainer: (trials: readonly TrialWorkload[]): ReturnType<Packing['chooseTrainer']> => {
      const { trainer } = limit;
      const compilation = run === 'auto' ? compilationOf(trials, compile, costs) : run;
      const job = { trainer, trials, compile: compilation };
      if (engine === 'wasm' || compile !== 'auto' || typeof fuse === 'number') return job;
      const layers = { trainer: 'layers', trials, compile: 'graph' } as const;
      const [alone, together] = [layers, job].map((one) => {
        const model = timeModel([], speedOf(engine, gpus, one.trainer), benchmark);
        return jobSeconds(one, model, costs);
      }) as [number, number];
      return alone < together ? layers : job;
    },
  };
  if (fuse === 'auto') return limits;
  return { ...limits, trials: fuse === 'off' ? 1 : fuse };
}

/**
 * How programs are run: as whichever way pays (`auto`), as what is asked for, on a GPU as what was
 * proven there; null where there are none.
 */
export function runOfPrograms({
  compile,
  gpus,
  card,
}: Pick<Resources, 'compile' | 'gpus' | 'card'>): Compilation | 'auto' | null {
  if (compile === 'off') return null;
  if (compile !== 'auto' || gpus === 0) return compile;
  const found = card === null ? ({ run: 'xla' } as const) : programsOn(card);
  return 'run' in found ? found.run : null;
}

/** A step's launches are shared by as many networks as measured best, whichever order each follows. */
function onCard(card: Resources['card']): CardLimit {
  return {
    trainer: 'compiled',
    params: Infinity,
    trials: networksOnCard(card),
    mixedParams: Infinity,
  };
}

type CardLimit = Pick<Packing, 'params' | 'trials' | 'mixedParams'> & {
  readonly trainer: 'compiled';
};
