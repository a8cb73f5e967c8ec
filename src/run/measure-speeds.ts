import { engineNotMeasured, noReason } from '../messages/run/measuring.js';
import { EngineError, type EngineCandidate } from '../native/engine.js';
import { writeSpeeds, type Speeds } from '../native/speeds.js';
import { askProcess, failureOf } from './ask-process.js';
import { workerEnvironments } from './workers.js';

/** XLA compiles for seconds; a slow machine may take minutes for all. */
const LONGEST_MS = 600_000;

/**
 * Measures, in a process like a worker's, how fast an engine is, and keeps it: runs decide by it
 * whether XLA pays.
 *
 * @param workers among which the processors are divided.
 * @throws EngineError when the engine does not load or ends before it is measured.
 */
export async function measureSpeeds(candidate: EngineCandidate, workers: number): Promise<Speeds> {
  const [environment] = workerEnvironments(workers, { candidate, gpus: [] });
  try {
    const speeds = (await askProcess(new URL('../train/speed/main.js', import.meta.url), {
      // Programs that were kept would seem to be compiled in no time.
      environment: { ...environment, TF_XLA_FLAGS: '' },
      timeoutMs: LONGEST_MS,
    })) as Speeds;
    writeSpeeds(candidate, speeds);
    return speeds;
  } catch (error) {
    const reason = failureOf(error) ?? noReason();
    throw new EngineError(engineNotMeasured(candidate.engine, reason));
  }
}
