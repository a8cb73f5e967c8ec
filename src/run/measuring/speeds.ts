import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { engineNotMeasured, noReason } from '../messages.js';
import { type CardSpeeds, isShortOfMemory, readCards, writeCard } from '../../native/cards.js';
import { type EngineCandidate, EngineError, type Gpu } from '../../native/engine.js';
import { type Speeds, writeSpeeds } from '../../native/speeds.js';
import { workerEnvironments } from '../executing/workers.js';

const SPEED_MAIN = new URL('../../train/speed/main.js', import.meta.url);

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
    const speeds = (await askProcess(SPEED_MAIN, {
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

/**
 * What a GPU was found to do with programs: as it is kept, else it is tried and timed now, in some
 * half a minute. One whose process fails runs none.
 *
 * @param onMeasure is told before that.
 */
export async function meetGpu(
  candidate: EngineCandidate,
  gpu: Gpu,
  onMeasure: (gpu: Gpu) => void,
): Promise<CardSpeeds> {
  const known = readCards(candidate)[gpu.name];
  if (known !== undefined) return known;
  onMeasure(gpu);
  return measureGpu(candidate, gpu);
}

/**
 * Tries and times a GPU, and keeps what was found. Nothing is kept where memory was short, or the
 * process failed.
 */
export async function measureGpu(candidate: EngineCandidate, gpu: Gpu): Promise<CardSpeeds> {
  const [environment = {}] = workerEnvironments(1, { candidate, gpus: [gpu] });
  try {
    const card = (await askProcess(SPEED_MAIN, {
      environment,
      timeoutMs: LONGEST_MS,
    })) as CardSpeeds;
    // Another process may have had the memory.
    const short = Object.values(card.agreement).some(
      (one) => 'failure' in one && isShortOfMemory(one.failure),
    );
    if (!short) writeCard(candidate, gpu.name, card);
    return card;
  } catch (error) {
    const failure = failureOf(error) ?? noReason();
    return cardWithoutPrograms(failure);
  }
}

/** What is known of a GPU that runs no program, and why it runs none. */
export function cardWithoutPrograms(failure: string): CardSpeeds {
  return {
    measured: new Date().toISOString(),
    threads: null,
    matrix_flops_per_second: NaN,
    matrix_size: 0,
    agreement: { xla: { failure }, graph: { failure } },
    programs: null,
    together: [],
  };
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
