import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { hostname, release } from 'node:os';
import { join } from 'node:path';
import { type EngineCandidate, EngineError, type PassedOver } from './engine.js';
import { engineFile } from './speeds.js';
import { LOADED, writeCacheFile } from './staging/cache.js';
import { CUDA_FOLDER } from './staging/wheel-layout.js';
import { noEngine } from './messages.js';
import { type Candidates, engineCandidates } from './candidates.js';
import { probeEngine } from './probe.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Folders of a package that hold its native files. */
const NATIVE_FOLDERS = ['deps/lib', CUDA_FOLDER, 'lib/napi-v8', 'lib/napi-v9'];
/** By which the system's loader finds others. */
const LOADER_VARIABLES = ['LD_LIBRARY_PATH', 'LD_PRELOAD', 'DYLD_LIBRARY_PATH'];

/**
 * Whether this engine has loaded on the CPU of this machine before, with the same files, the same
 * Node and the same system: trying it in a process of its own again would only cost a second.
 */
export function hasLoaded(candidate: EngineCandidate, env: Environment = process.env): boolean {
  try {
    return (
      readFileSync(engineFile(LOADED, candidate, env), 'utf8') === circumstances(candidate, env)
    );
  } catch {
    return false;
  }
}

/** Notes that it has; where no note can be kept, it is tried again each time. */
export function rememberLoaded(candidate: EngineCandidate, env: Environment = process.env): void {
  try {
    writeCacheFile(engineFile(LOADED, candidate, env), circumstances(candidate, env));
  } catch {
    // See above.
  }
}

/** To be called when a process ended in which it was to load. */
export function forgetLoaded(candidate: EngineCandidate, env: Environment = process.env): void {
  try {
    rmSync(engineFile(LOADED, candidate, env), { force: true });
  } catch {
    // A folder that cannot be written: nothing was noted in it.
  }
}

/** All that loading depends on and that changes: a container of another image is another host. */
function circumstances({ path }: EngineCandidate, env: Environment): string {
  return JSON.stringify({
    node: process.version,
    host: hostname(),
    system: release(),
    loader: LOADER_VARIABLES.map((name) => env[name] ?? null),
    files: NATIVE_FOLDERS.flatMap((folder) => filesIn(join(path, folder))),
  });
}

function filesIn(folder: string): [name: string, bytes: number, changed: number][] {
  try {
    return readdirSync(folder)
      .sort()
      .map((name) => {
        const { size, mtimeMs } = statSync(join(folder, name));
        return [name, size, mtimeMs];
      });
  } catch {
    return [];
  }
}

/** The engine that workers on the CPU are told to load. */
export interface FoundEngine {
  readonly candidate: EngineCandidate;
  readonly passedOver: readonly PassedOver[];
  /** Whether it was not tried now, since it has loaded here before. */
  readonly untried: boolean;
}

/** How to find out whether an engine loads; others in tests. */
export interface EngineTrial {
  readonly probe: typeof probeEngine;
  readonly hasLoaded: (candidate: EngineCandidate) => boolean;
  readonly rememberLoaded: (candidate: EngineCandidate) => void;
}

/**
 * The best engine that loads for the CPU. A native one that has not loaded here before is tried in
 * a process of its own first, as a worker would load it; wasm, which comes with npm, is taken untried.
 */
export async function findCpuEngine(
  { present, absent }: Candidates = engineCandidates(),
  trial: EngineTrial = { probe: probeEngine, hasLoaded, rememberLoaded },
): Promise<FoundEngine> {
  const passedOver: PassedOver[] = [];
  for (const candidate of present) {
    const untried = trial.hasLoaded(candidate);
    // What is not installed is missed only where no native engine is taken.
    if (candidate.engine === 'wasm') {
      return { candidate, passedOver: [...absent, ...passedOver], untried };
    }
    if (untried) return { candidate, passedOver, untried };
    const result = await trial.probe(candidate, { gpus: 'none' });
    if (result.available) {
      trial.rememberLoaded(candidate);
      return { candidate, passedOver, untried };
    }
    passedOver.push({ engine: candidate.engine, reason: result.reason });
  }
  throw new EngineError(noEngine());
}
