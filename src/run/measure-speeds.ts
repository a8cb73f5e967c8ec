import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { EngineError, type EngineCandidate } from '../native/engine.js';
import { writeSpeeds, type Speeds } from '../native/speeds.js';
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
  const main = fileURLToPath(new URL('../train/speed/main.js', import.meta.url));
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [main], {
      // Programs that were kept would seem to be compiled in no time.
      env: { ...process.env, ...environment, TF_XLA_FLAGS: '' },
      timeout: LONGEST_MS,
    });
    const speeds = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Speeds;
    writeSpeeds(candidate, speeds);
    return speeds;
  } catch (error) {
    const { message } = error as Error;
    const reason =
      message.split('\n').find((line) => /^\w*Error: /.test(line)) ?? 'it gave no reason';
    throw new EngineError(`${candidate.engine} could not be measured: ${reason}`);
  }
}
