import { readFileSync } from 'node:fs';
import type { EngineCandidate } from './engine.js';
import { engineFile } from './machine-kind.js';
import { SPEEDS, writeCacheFile } from './staging/cache.js';

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
