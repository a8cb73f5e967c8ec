import { accessSync, constants, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineCandidate } from './engine.js';
import { machineKind } from './speeds.js';
import { cacheFolder, PROGRAMS } from './staging/cache.js';

/** Programs that XLA has compiled are kept up to this; the oldest go first. */
const MOST_BYTES = 200e6;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The folder in which XLA keeps what it has compiled, for this library on this kind of processor:
 * machine code for another may not run here. Made, and kept small.
 *
 * @returns undefined on wasm, and where no folder can be made: then every job compiles anew.
 */
export function programCache(
  candidate: EngineCandidate,
  env: Environment = process.env,
): string | undefined {
  if (candidate.engine === 'wasm') return undefined;
  const folder = join(cacheFolder(env), PROGRAMS, machineKind(candidate));
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    prune(folder, MOST_BYTES);
    return folder;
  } catch {
    return undefined;
  }
}

/** Removes the files that were used longest ago until the others take `most` bytes at most. */
export function prune(folder: string, most: number): void {
  const files = readdirSync(folder)
    .map((name) => ({ path: join(folder, name), ...about(join(folder, name)) }))
    .sort((a, b) => b.used - a.used);
  let bytes = 0;
  for (const file of files) {
    bytes += file.size;
    if (bytes > most) rmSync(file.path, { recursive: true, force: true });
  }
}

/** Nothing of a file that another process has removed meanwhile. */
function about(path: string): { readonly size: number; readonly used: number } {
  const stats = statSync(path, { throwIfNoEntry: false });
  return { size: stats?.size ?? 0, used: Math.max(stats?.atimeMs ?? 0, stats?.mtimeMs ?? 0) };
}
