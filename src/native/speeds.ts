import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { arch, cpus } from 'node:os';
import { join } from 'node:path';
import type { EngineCandidate } from './engine.js';
import { cacheFolder, SPEEDS, writeCacheFile } from './staging/cache.js';

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

/** How fast an engine was found to be on this machine, with the threads of one worker. */
export interface Speeds {
  /** ISO-8601, in UTC. */
  readonly measured: string;
  readonly threads: number | null;
  /** Of products [size, size] x [size, size] in single precision. */
  readonly matrix_flops_per_second: number;
  readonly matrix_size: number;
  /** Programs with XLA and without; null for an engine that has none. */
  readonly programs: readonly MeasuredSpeed[] | null;
}

export interface MeasuredSpeed {
  /** What was trained: `8 x 784-100-100-10`. */
  readonly program: string;
  readonly networks: number;
  readonly architectures: number;
  readonly params: number;
  /** Training FLOP of a step of all of them, convention `flop`; versions before did not keep it. */
  readonly step_flop?: number;
  /** To make the graph ready, the first evaluation included. */
  readonly graph_seconds: number;
  /** What XLA takes besides. */
  readonly compile_seconds: number;
  readonly xla_step_seconds: number;
  readonly graph_step_seconds: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What was measured here, or undefined. */
export function readSpeeds(
  candidate: EngineCandidate,
  env: Environment = process.env,
): Speeds | undefined {
  try {
    const speeds = JSON.parse(readFileSync(engineFile(SPEEDS, candidate, env), 'utf8')) as Speeds;
    // Versions before this one measured less.
    const whole = speeds.programs?.every(({ graph_seconds }) => graph_seconds > 0) ?? true;
    return whole ? speeds : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps it beside the staged engines, for all projects of this user. */
export function writeSpeeds(
  candidate: EngineCandidate,
  speeds: Speeds,
  env: Environment = process.env,
): void {
  writeCacheFile(engineFile(SPEEDS, candidate, env), `${JSON.stringify(speeds, null, 2)}\n`);
}
