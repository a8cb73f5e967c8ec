import { dirname, resolve } from 'node:path';
import { EngineError, type DeviceRequest } from '../native/engine.js';
import { type GpuChoice } from '../native/gpus.js';
import { programCache } from '../native/program-cache.js';
import type { CompileChoice } from '../plan/compilation.js';
import { runSeconds } from '../plan/estimate.js';
import { Progress } from '../plan/progress.js';
import { WorkerPool } from '../pool/worker-pool.js';
import { openForWriting } from '../store/open.js';
import { readStatuses, readTrials } from '../store/read.js';
import { beat, beginRun, endRun } from '../store/runs.js';
import type { Writer } from '../store/writer.js';
import { isSettled, STATUSES, type Status } from '../trial/trial.js';
import {
  askedDevices,
  chooseDevices,
  whyNoGpu,
  type Devices,
  type GpuQuestions,
} from './devices.js';
import type { RunEvent } from './events.js';
import { gitCommit } from './git-commit.js';
import { HEARTBEAT_MS, isAlive, thisHolder } from './holder.js';
import { JobRunner } from './job-runner.js';
import { readPast } from './past.js';
import { compileCosts } from './resources.js';
import { PROGRAM_VERSION, plannedSweep, remainingTrials } from './planned-sweep.js';
import type { PreparedSweep } from './prepare.js';
import { divideWork } from './work.js';
import { workerEnvironments } from './workers.js';

export interface RunOptions {
  /** Path of the SQLite file; made if it is missing. */
  readonly database: string;
  /** Instead of the spec's. */
  readonly workers?: number | 'auto';
  readonly device?: DeviceRequest;
  readonly gpus?: GpuChoice;
  /** How programs are compiled; `off` has the layers trainer train every trial. */
  readonly compile?: CompileChoice;
  readonly onEvent?: (event: RunEvent) => void;
  /** Aborted once to stop: running trials are stopped, what is done stays. */
  readonly stop?: AbortSignal;
  /** Aborted to stop at once, killing the workers. */
  readonly kill?: AbortSignal;
  /** The workers' main module; for tests. */
  readonly workerModule?: URL;
  /** How to find out about engines and GPUs; for tests. */
  readonly questions?: GpuQuestions;
}

export interface RunSummary {
  readonly sweep: string;
  /** Trials of the sweep by their status now; only those that occur. */
  readonly trials: Readonly<Partial<Record<Status, number>>>;
  /** Trials that this run trained to a result. */
  readonly ran: number;
  /** Trials that still have none. */
  readonly remaining: number;
  readonly seconds: number;
  readonly stopped: boolean;
}

/**
 * Trains what is missing of a sweep and stores every number as it comes. The same call again
 * goes on where this one ended, however it ended.
 *
 * @throws AlreadyRunningError, StoreError, and what a worker finds wrong with engine or dataset.
 */
export async function runSweep(prepared: PreparedSweep, options: RunOptions): Promise<RunSummary> {
  const began = performance.now();
  const { expansion } = prepared;
  const { spec } = expansion;
  const holder = thisHolder();
  const commit = await gitCommit(dirname(resolve(spec.file)));
  const workers = options.workers ?? spec.run.workers;
  const { compile = 'auto' } = options;
  const past = readPast(options.database, trialIds(prepared), holder.host);
  const left = remainingTrials(expansion, past.statuses);
  const choose = async (): Promise<Devices> => {
    const chosen = await chooseDevices(
      askedDevices(spec.run, options),
      (count) => whyNoGpu(left, past.jobs, workers, count),
      options.questions,
    );
    requireCompiler(compile, chosen);
    return chosen;
  };
  // Who has nothing to do needs no engine; what cannot be had is said before anything is stored.
  const early = left.length === 0 ? undefined : await choose();
  const db = openForWriting(options.database, PROGRAM_VERSION);
  const writer: Writer = { db, now: () => new Date().toISOString(), isAlive };
  try {
    const run = beginRun(writer, plannedSweep(expansion, commit), holder);
    const heartbeat = setInterval(() => beatQuietly(writer, run), HEARTBEAT_MS);
    try {
      const remaining = remainingTrials(expansion, readStatuses(db, trialIds(prepared)));
      const devices = early ?? (remaining.length === 0 ? undefined : await choose());
      const work = divideWork(
        remaining,
        spec.run,
        {
          engine: devices?.candidate.engine ?? 'wasm',
          gpus: devices?.gpus.length ?? 0,
          workers,
          compile,
          costs: compileCosts(devices?.candidate),
        },
        past.jobs,
      );
      const { jobs, slots } = work;
      options.onEvent?.({
        type: 'planned',
        sweep: expansion.name,
        trials: expansion.trials.length - skippedTrials(prepared),
        skipped: skippedTrials(prepared),
        remaining: remaining.length,
        workers: slots,
        gpus: devices?.gpus ?? [],
        gpuPassedOver: devices?.gpuPassedOver ?? null,
        estimateSeconds: runSeconds(work.seconds, slots),
      });
      let ran = 0;
      if (jobs.length > 0 && devices !== undefined) {
        const environments = workerEnvironments(work.workers, {
          ...devices,
          programs: programCache(devices.candidate),
        });
        const runner = new JobRunner({
          prepared,
          writer,
          run,
          holder,
          devices,
          xlaRequired: compile === 'xla',
          retries: spec.run.retries,
          timeoutMs: spec.run.timeoutSeconds === null ? undefined : spec.run.timeoutSeconds * 1000,
          progress: new Progress(
            jobs.map((job, index) => [job, work.seconds[index] ?? 0] as const),
            slots,
          ),
          trials: remaining.length,
          pool: new WorkerPool({
            module: options.workerModule ?? new URL('../train/worker.js', import.meta.url),
            slots,
            environment: (slot) => environments[slot] ?? {},
          }),
          onEvent: options.onEvent ?? (() => undefined),
        });
        ran = await runner.runAll(jobs, options.stop, options.kill);
      }
      endRun(writer, run);
      const trials = countByStatus(readTrials(db, expansion.name).map(({ status }) => status));
      return {
        sweep: expansion.name,
        trials,
        ran,
        remaining: STATUSES.reduce(
          (sum, status) => sum + (isSettled(status) ? 0 : (trials[status] ?? 0)),
          0,
        ),
        seconds: (performance.now() - began) / 1000,
        stopped: options.stop?.aborted === true || options.kill?.aborted === true,
      };
    } catch (error) {
      endQuietly(writer, run);
      throw error;
    } finally {
      clearInterval(heartbeat);
    }
  } finally {
    db.close();
  }
}

/** @throws EngineError where programs are to be compiled, or not, and there are none. */
function requireCompiler(compile: CompileChoice, { candidate, gpus }: Devices): void {
  if (compile === 'auto' || compile === 'off') return;
  if (candidate.engine !== 'wasm' && gpus.length === 0) return;
  const where = gpus.length > 0 ? 'a GPU' : candidate.engine;
  throw new EngineError(
    `--compile ${compile}: networks are not trained as programs on ${where}; ` +
      'take the native engine on the processors (sweep setup, --device cpu), or leave it out',
  );
}

/** A heartbeat that fails is made up by the next; a database that is gone stops the run elsewhere. */
function beatQuietly(writer: Writer, run: number): void {
  try {
    beat(writer, run);
  } catch {
    // See above.
  }
}

/** Ends a run that has failed; its own error matters more than one of the ending. */
function endQuietly(writer: Writer, run: number): void {
  try {
    endRun(writer, run);
  } catch {
    // The next run finds that this process is gone, and ends its run then.
  }
}

function trialIds({ expansion }: PreparedSweep): string[] {
  return expansion.trials.map(({ id }) => id);
}

function skippedTrials({ expansion }: PreparedSweep): number {
  const skipped = expansion.configurations.filter((planned) => planned.skipped !== null).length;
  return skipped * expansion.spec.seeds.length;
}

export function countByStatus(statuses: readonly Status[]): Partial<Record<Status, number>> {
  const counts: Partial<Record<Status, number>> = {};
  for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
