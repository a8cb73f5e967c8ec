import { dirname, resolve } from 'node:path';
import { execFile } from 'node:child_process';
import { askedLayerByLayer, noCompiler } from '../messages.js';
import { EngineError } from '../../native/engine.js';
import type { CompileChoice } from '../../plan/compilation.js';
import { openForWriting } from '../../store/open.js';
import { readStatuses, readTrials } from '../../store/read.js';
import { beat, beginRun, endRun } from '../../store/runs.js';
import type { Writer } from '../../store/writer.js';
import { isSettled, type Status, STATUSES } from '../../trial/trial.js';
import { Budget } from './budget.js';
import { CLOCK, type Clock } from './clock.js';
import { askedDevices, chooseDevices, type Devices, whyNoGpu } from '../devices.js';
import { HEARTBEAT_SECONDS, isAlive, thisHolder } from './holder.js';
import { cardWithoutPrograms } from '../measuring/speeds.js';
import { readPast } from '../planning/time-model.js';
import { plannedSweep, PROGRAM_VERSION, remainingTrials } from '../planning/planned-sweep.js';
import { chosenTrials, requireControl } from '../planning/control.js';
import { leavingTrials } from './leaving.js';
import { modelsPlace, prepareModels, tidyModels } from './kept-models.js';
import type { RunOptions } from '../options.js';
import type { PreparedSweep } from '../planning/prepare.js';
import type { RunEnd } from './events.js';
import { trainAll } from './train-all.js';

export interface RunSummary {
  readonly sweep: string;
  /** Trials of the sweep by their status now; only those that occur. */
  readonly trials: Readonly<Partial<Record<Status, number>>>;
  /** Trials that this run trained to a result. */
  readonly ran: number;
  /** Trials that it set out to train, and those of them that failed for good. */
  readonly chosen: number;
  readonly failed: number;
  /** Trials that still have no result. */
  readonly remaining: number;
  readonly seconds: number;
  /** Why it trained no more. */
  readonly end: RunEnd;
}

/**
 * Trains what is missing of a sweep and stores every number as it comes. The same call again
 * resumes where this one ended, however it ended.
 *
 * @throws RangeError for options that are none, AlreadyRunningError, StoreError, and what a worker finds wrong with engine or dataset.
 */
export async function runSweep(prepared: PreparedSweep, options: RunOptions): Promise<RunSummary> {
  const { budgetSeconds, clock = CLOCK } = options;
  const began = clock.now();
  requireControl(options);
  const budget = budgetSeconds === undefined ? undefined : new Budget(budgetSeconds, clock.now);
  const { expansion } = prepared;
  const { spec } = expansion;
  const holder = thisHolder();
  const asked = gitCommit(dirname(resolve(spec.file)));
  const workers = options.workers ?? spec.run.workers;
  const { compile = 'auto', save = spec.run.save } = options;
  const place = modelsPlace(options.database);
  const past = readPast(options.database, expansion.name, trialIds(prepared), holder.host);
  const left = chosenTrials(
    remainingTrials(expansion, past.statuses),
    past.statuses,
    spec.run.order,
    options,
  );
  const choose = async (): Promise<Devices> => {
    const chosen = await chooseDevices(
      askedDevices(spec.run, options),
      (found) => whyNoGpu(left, past.jobs, { workers, compile }, found),
      {
        // Without programs nothing of a GPU need be tried.
        ...(compile === 'off'
          ? { meet: () => Promise.resolve(cardWithoutPrograms(askedLayerByLayer())) }
          : {}),
        ...options.questions,
        onMeasure: (gpu) => options.onEvent?.({ type: 'measuring', gpu }),
      },
    );
    requireCompiler(compile, chosen);
    return chosen;
  };
  // Without work no engine is needed; an unavailable device is reported before anything is stored.
  const early = left.length === 0 ? undefined : await choose();
  const commit = await asked;
  const db = openForWriting(options.database, PROGRAM_VERSION);
  const writer: Writer = { db, now: () => clock.date().toISOString(), isAlive };
  try {
    const run = beginRun(writer, plannedSweep(expansion, commit, save), holder);
    const over = new AbortController();
    void keepBeating(writer, run, clock, over.signal);
    try {
      const leaving = leavingTrials(expansion, past.members);
      if (leaving.trials > 0) {
        options.onEvent?.({ type: 'leaving', sweep: expansion.name, ...leaving });
      }
      const statuses = readStatuses(db, trialIds(prepared));
      const remaining = remainingTrials(expansion, statuses);
      const chosen = chosenTrials(remaining, statuses, spec.run.order, options);
      const pass = {
        prepared,
        options,
        writer,
        run,
        holder,
        past: past.jobs,
        remaining: remaining.length,
        chosen,
        budget,
        models: save === 'none' ? null : place,
      };
      if (save !== 'none' && chosen.length > 0) prepareModels(place);
      const devices = early ?? (chosen.length === 0 ? undefined : await choose());
      const { ran, failed, end } = await trainAll(pass, devices).catch(async (error: unknown) => {
        // What has loaded before may load no more: it is tried now, and another one taken.
        if (!(error instanceof EngineError) || devices?.untried !== true) throw error;
        return trainAll(pass, await choose());
      });
      endRun(writer, run);
      tidyModels(writer, expansion.name, save, place);
      const trials = countByStatus(readTrials(db, expansion.name).map(({ status }) => status));
      return {
        sweep: expansion.name,
        trials,
        ran,
        chosen: chosen.length,
        failed,
        remaining: STATUSES.reduce(
          (sum, status) => sum + (isSettled(status) ? 0 : (trials[status] ?? 0)),
          0,
        ),
        seconds: clock.now() - began,
        end: options.stop?.aborted === true || options.kill?.aborted === true ? SIGNAL : end,
      };
    } catch (error) {
      endQuietly(writer, run);
      throw error;
    } finally {
      over.abort();
    }
  } finally {
    db.close();
  }
}

/** @throws EngineError where programs are to be compiled, or not, and there are none. */
function requireCompiler(compile: CompileChoice, { candidate }: Devices): void {
  if (compile === 'auto' || compile === 'off') return;
  if (candidate.engine !== 'wasm') return;
  throw new EngineError(noCompiler(compile, candidate.engine));
}

/** A heartbeat that fails is made up by the next; a database that is gone stops the run elsewhere. */
async function keepBeating(
  writer: Writer,
  run: number,
  clock: Clock,
  over: AbortSignal,
): Promise<void> {
  for (;;) {
    await clock.sleep(HEARTBEAT_SECONDS, over);
    if (over.aborted) return;
    try {
      beat(writer, run);
    } catch {
      // See above.
    }
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

const SIGNAL: RunEnd = { reason: 'signal' };

function trialIds({ expansion }: PreparedSweep): string[] {
  return expansion.trials.map(({ id }) => id);
}

export function countByStatus(statuses: readonly Status[]): Partial<Record<Status, number>> {
  const counts: Partial<Record<Status, number>> = {};
  for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** The commit of the repository around a folder, or null: no repository, no git. */
export function gitCommit(folder: string): Promise<string | null> {
  return new Promise((resolve) => {
    execFile('git', ['rev-parse', 'HEAD'], { cwd: folder, timeout: 2000 }, (error, stdout) => {
      const commit = stdout.trim();
      resolve(error === null && /^[0-9a-f]{40,64}$/.test(commit) ? commit : null);
    });
  });
}
