import { noEngine } from './messages.js';
import { engineCandidates, type Candidates } from './candidates.js';
import { EngineError, type EngineCandidate, type PassedOver } from './engine.js';
import { hasLoaded, rememberLoaded } from './loaded-before.js';
import { probeEngine } from './probe.js';

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
