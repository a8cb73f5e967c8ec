import { readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { hostname, release } from 'node:os';
import { join } from 'node:path';
import type { EngineCandidate } from './engine.js';
import { engineFile } from './machine-kind.js';
import { LOADED, writeCacheFile } from './staging/cache.js';
import { CUDA_FOLDER } from './staging/wheel-layout.js';

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
