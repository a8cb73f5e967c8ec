import { compilationOf } from '../plan/compilation.js';
import type { Packing } from '../plan/jobs.js';
import type { RunChoice } from '../spec/spec.js';
import type { Means } from './means.js';

/** What is trained together at most, by what computes. */
const LIMITS = {
  /**
   * Weights, two moments and gradient of so many parameters stay in the cache: measured on a server
   * processor with 2 MB of second-level cache per core, two cores.
   */
  compiled: { trainer: 'compiled', params: 700_000, trials: Infinity },
  /** A network gains from company only in sharing its batches; small jobs end early (same machine). */
  fused: { trainer: 'fused', params: 2_000_000, trials: 4 },
} as const satisfies Record<string, Omit<Packing, 'compile'>>;

/**
 * How the trials of a run are packed: into compiled programs on the native engine and into groups
 * on wasm, one for each worker at least; not at all on a GPU, where no program has been measured.
 *
 * @param workers that the run has, not how many of them find work.
 */
export function packingFor(
  { engine, gpus, compile, costs }: Pick<Means, 'engine' | 'gpus' | 'compile' | 'costs'>,
  fuse: RunChoice['fuse'],
  trials: number,
  workers: number,
): Packing | null {
  if (compile === 'off' || gpus > 0) return null;
  const limits = {
    ...(engine === 'wasm' ? LIMITS.fused : LIMITS.compiled),
    compile: (some: Parameters<Packing['compile']>[0]) => compilationOf(some, compile, costs),
  };
  if (fuse === 'off') return { ...limits, trials: 1 };
  const each = Math.max(1, Math.ceil(trials / workers));
  return { ...limits, trials: Math.min(each, fuse === 'auto' ? limits.trials : fuse) };
}
