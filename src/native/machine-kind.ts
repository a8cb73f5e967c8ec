import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { arch, cpus } from 'node:os';
import { join } from 'node:path';
import type { EngineCandidate } from './engine.js';
import { cacheFolder } from './staging/cache.js';

/**
 * Names a library on a kind of processor, in 16 hexadecimal digits: what was compiled or measured
 * for another says nothing here.
 */
export function machineKind({ path }: EngineCandidate): string {
  const made = statSync(join(path, 'package.json'), { throwIfNoEntry: false })?.mtimeMs;
  const kind = JSON.stringify([path, made, arch(), cpus()[0]?.model, processorFlags()]);
  return createHash('sha256').update(kind).digest('hex').slice(0, 16);
}

/** The cache's file in which something is kept of an engine on this kind of processor. */
export function engineFile(
  folder: string,
  candidate: EngineCandidate,
  env: Readonly<Record<string, string | undefined>>,
): string {
  return join(cacheFolder(env), folder, `${machineKind(candidate)}.json`);
}

/** What the processor can do, as Linux lists it; empty elsewhere. */
function processorFlags(): string {
  try {
    return /^(?:flags|Features)\s*:.*$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[0] ?? '';
  } catch {
    return '';
  }
}
