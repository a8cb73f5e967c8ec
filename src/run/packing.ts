import type { EngineName } from '../native/engine.js';
import type { Packing } from '../plan/jobs.js';
import type { RunChoice } from '../spec/spec.js';
import type { Compilation } from '../train/contract.js';

/**
 * Parameters of one program's networks together: weights, two moments and gradient of so many stay
 * in the cache of a server processor, on which this was measured.
 */
const MOST_PARAMS = 700_000;

/**
 * How the trials of a run are packed: into compiled programs on the native engine, one for each
 * worker at least; not at all on wasm, nor on a GPU, where no program has been measured yet.
 *
 * @param workers that the run has, not how many of them find work.
 */
export function packingFor(
  engine: EngineName,
  gpus: number,
  { fuse, compile }: { readonly fuse: RunChoice['fuse']; readonly compile: Compilation | 'off' },
  trials: number,
  workers: number,
): Packing | null {
  if (compile === 'off' || engine === 'wasm' || gpus > 0) return null;
  if (fuse === 'off') return { params: 0, trials: 1 };
  const each = Math.max(1, Math.ceil(trials / workers));
  return { params: MOST_PARAMS, trials: fuse === 'auto' ? each : Math.min(each, fuse) };
}
