import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { engineNotMeasured, noReason } from '../messages.js';
import { type EngineCandidate, EngineError } from '../../native/engine.js';
import { type Speeds, writeSpeeds } from '../../native/speeds.js';
import { workerEnvironments } from '../executing/workers.js';

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
    const speeds = (await askProcess(new URL('../../train/speed/main.js', import.meta.url), {
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

interface AskOptions {
  readonly args?: readonly string[];
  /** Besides this process's own. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

/** Lists of times are long. */
const MOST_OUTPUT = 64 * 2 ** 20;

/**
 * Runs a module in a process of its own; the last line that it prints is JSON, its answer.
 *
 * @throws an Error where it fails or answers nothing: see failureOf.
 */
export async function askProcess(
  main: URL,
  { args = [], environment, timeoutMs = 0 }: AskOptions,
): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(main), ...args], {
    env: { ...process.env, ...environment },
    timeout: timeoutMs,
    maxBuffer: MOST_OUTPUT,
  });
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as unknown;
}

/** What such a process said of its failure: its first line that names an error. */
export function failureOf(error: unknown): string | undefined {
  return (error as Error).message.split('\n').find((line) => /^\w*Error: /.test(line));
}
