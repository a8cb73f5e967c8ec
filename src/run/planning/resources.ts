import type { EngineCandidate, EngineName } from '../../native/engine.js';
import { readSpeeds } from '../../native/speeds.js';
import {
  type CompileChoice,
  type CompileCosts,
  costsOf,
  REFERENCE_COSTS,
} from '../../plan/compilation.js';

/** What trials are trained on, as far as it decides how they are packed and how long they take. */
export interface Resources {
  readonly engine: EngineName;
  readonly gpus: number;
  readonly workers: number | 'auto';
  readonly compile: CompileChoice;
  /** What XLA costs and gains here. */
  readonly costs: CompileCosts;
}

/** As `sweep doctor --bench` has measured it on this machine, else as it was on another. */
export function compileCosts(candidate: EngineCandidate | undefined): CompileCosts {
  const programs = candidate === undefined ? undefined : readSpeeds(candidate)?.programs;
  const [small, large] = programs ?? [];
  return small === undefined || large === undefined ? REFERENCE_COSTS : costsOf(small, large);
}
