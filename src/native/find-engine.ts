import { engineCandidates, type Candidates } from './candidates.js';
import { EngineError, type EngineCandidate, type PassedOver } from './engine.js';
import { probeEngine } from './probe.js';

/** The engine that workers on the CPU are told to load. */
export interface FoundEngine {
  readonly candidate: EngineCandidate;
  readonly passedOver: readonly PassedOver[];
}

/**
 * The best engine that loads for the CPU. Every native one is tried in a process of its own first,
 * as a worker would load it; wasm, which comes with npm, is taken untried.
 */
export async function findCpuEngine(
  { present, absent }: Candidates = engineCandidates(),
  probe: typeof probeEngine = probeEngine,
): Promise<FoundEngine> {
  const passedOver = [...absent];
  for (const candidate of present) {
    if (candidate.engine === 'wasm') return { candidate, passedOver };
    const result = await probe(candidate, { gpus: 'none' });
    if (result.available) return { candidate, passedOver };
    passedOver.push({ engine: candidate.engine, reason: result.reason });
  }
  throw new EngineError('no engine: run npm ci again');
}
