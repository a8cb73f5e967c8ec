import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { bindingFile } from './binding.js';
import { libraryMissing, packageMissing } from './messages.js';
import type { EngineCandidate, EngineName, PassedOver } from './engine.js';
import { stagedPackage } from './staging/cache.js';

/** Instead of every staged package: for tests and scripts/gpu-check. */
export const STAGED_PACKAGE_VARIABLE = 'SWEEP_STAGED_PACKAGE';

type Environment = Readonly<Record<string, string | undefined>>;

export interface Candidates {
  /** Best first; wasm is the last and always there. */
  readonly present: readonly EngineCandidate[];
  readonly absent: readonly PassedOver[];
}

/**
 * Packages whose native library is there, without loading any: a CUDA build that `sweep setup` has
 * staged, a tfjs-node-gpu in node_modules, a build for the CPU that was staged, tfjs-node, wasm.
 */
export function engineCandidates(env: Environment = process.env): Candidates {
  const forced = env[STAGED_PACKAGE_VARIABLE];
  const staged = (build: 'gpu' | 'cpu'): EngineCandidate[] => {
    const path = forced === undefined ? stagedPackage(env, build) : undefined;
    return path === undefined ? [] : [{ engine: 'tfjs-node-gpu', path }];
  };
  const [gpu, cpu] = [installed('tfjs-node-gpu'), installed('tfjs-node')];
  const present: EngineCandidate[] = [
    ...(forced === undefined ? [] : [{ engine: 'tfjs-node-gpu', path: forced } as const]),
    ...staged('gpu'),
    ...('path' in gpu ? [gpu] : []),
    ...staged('cpu'),
    ...('path' in cpu ? [cpu] : []),
    { engine: 'wasm', path: folderOf('@tensorflow/tfjs-backend-wasm') ?? '' },
  ];
  return {
    present,
    absent: [gpu, cpu].flatMap((found) =>
      'reason' in found && present.every(({ engine }) => engine !== found.engine) ? [found] : [],
    ),
  };
}

function installed(engine: Exclude<EngineName, 'wasm'>): EngineCandidate | PassedOver {
  const path = folderOf(`@tensorflow/${engine}`);
  if (path === undefined) return { engine, reason: packageMissing(engine) };
  // Its own installer builds the one and fetches the other; both can have failed.
  return bindingFile(path) === undefined ? { engine, reason: libraryMissing() } : { engine, path };
}

function folderOf(name: string): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}
