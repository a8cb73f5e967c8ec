import { setMaxListeners } from 'node:events';
import { loadsNoMore } from '../messages.js';
import { EngineError } from '../../native/engine.js';
import { forgetLoaded } from '../../native/find-engine.js';
import { bytesOf, halvesOf, type PlannedJob, type TrialWorkload } from '../../plan/jobs.js';
import type { Progress } from '../../plan/progress.js';
import type { Outcome } from '../../pool/protocol.js';
import type { Pool } from '../../pool/worker-pool.js';
import { type Claim, claimTrials } from '../../store/claims.js';
import type { Holder } from '../../store/holder.js';
import type { TrialEnd } from '../../store/results.js';
import type { Writer } from '../../store/writer.js';
import { isSettled } from '../../trial/trial.js';
import type { ModelsPlace } from '../../train/contract.js';
import type { Devices } from '../devices.js';
import type { Budget } from './budget.js';
import type { Clock } from './clock.js';
import type { RunEnd, RunEvent, TrialsInJobs } from './events.js';
import { type LabelTrial, type TrialLabel, trialLabels } from '../planning/planned-sweep.js';
import { jobPayload } from './job-message.js';
import { JobRecorder } from './job-recorder.js';
import type { MemoryGate } from './memory-gate.js';
import { explainOutcome, machineError, type TimeLimit } from './outcome-text.js';
import type { PreparedSweep } from '../planning/prepare.js';

/** How long to wait before asking again for a trial that another process trains. */
const HELD_RETRY_SECONDS = 1;

export interface JobRunnerOptions {
  readonly prepared: PreparedSweep;
  readonly writer: Writer;
  readonly run: number;
  readonly holder: Holder;
  readonly devices: Devices;
  /** Whether a library without XLA is an error. */
  readonly xlaRequired: boolean;
  /** Where models are kept; null where none is. */
  readonly models: ModelsPlace | null;
  /** Further attempts after a failed one. */
  readonly retries: number;
  /** Of one trial. */
  readonly timeoutMs: number | undefined;
  readonly timeLimit: TimeLimit;
  /** Whether the first trial that fails for good stops the run. */
  readonly failFast: boolean;
  readonly budget: Budget | undefined;
  /** Estimated seconds of a job. */
  readonly secondsOf: (job: PlannedJob) => number;
  readonly progress: Progress<PlannedJob>;
  /** Trials that the run set out to train. */
  readonly trials: number;
  readonly pool: Pool;
  readonly clock: Clock;
  readonly memory: MemoryGate;
  readonly onEvent: (event: RunEvent) => void;
}

/** What came of a run. */
export interface Ran {
  /** Trials that were trained to a result, and those that failed for good. */
  readonly ran: number;
  readonly failed: number;
  readonly end: RunEnd;
}

/** Takes jobs through the pool: claim, train, record, retry. One per run. */
export class JobRunner {
  readonly #options: JobRunnerOptions;
  readonly #labelOf: LabelTrial;
  /** Trials that have ended for good. */
  readonly #ended = new Set<string>();
  #ran = 0;
  #completed = 0;
  /** What was in training when it was stopped, and what took too long; of both nothing is kept. */
  readonly #interrupted = new Lost();
  readonly #timedOut = new Lost();
  #failed = 0;
  #end: RunEnd = { reason: 'completed' };
  /** Aborted when the run is being stopped. */
  readonly #stopping = new AbortController();
  /** The first trial that has failed for good, where that is to stop the run. */
  #firstFailure: Extract<RunEnd, { reason: 'failure' }> | undefined;
  /** What makes going on pointless: no engine, damaged data, a database that cannot be written. */
  #fatal: Error | undefined;
  #engineSeen = false;
  /** Said already: every job of a run may fall back alike. */
  readonly #fallbacks = new Set<string>();

  constructor(options: JobRunnerOptions) {
    this.#options = options;
    this.#labelOf = trialLabels(options.prepared.expansion);
    // Every job that waits for another process listens.
    setMaxListeners(0, this.#stopping.signal);
  }

  /**
   * Runs all jobs, or those that `stop`, a budget or a failure leaves time for. What wears out first
   * is why the run ended.
   */
  async runAll(
    jobs: readonly PlannedJob[],
    stop: AbortSignal | undefined,
    kill: AbortSignal | undefined,
  ): Promise<Ran> {
    const { pool, budget, clock } = this.#options;
    const over = new AbortController();
    const onStop = (): void => this.#stopBy({ reason: 'signal' });
    const onBudget = (): void => this.#stopBy({ reason: 'budget', reached: true });
    const onKill = (): void => {
      this.#stopping.abort();
      pool.kill();
    };
    if (stop?.aborted) onStop();
    if (kill?.aborted) onKill();
    stop?.addEventListener('abort', onStop, { once: true });
    kill?.addEventListener('abort', onKill, { once: true });
    if (budget?.remainingSeconds === 0) onBudget();
    else if (budget !== undefined) {
      void clock.sleep(budget.remainingSeconds, over.signal).then(() => {
        if (!over.signal.aborted) this.#guardedSync(onBudget);
      });
    }
    try {
      await Promise.all(jobs.map((job) => this.#runJob(job)));
    } finally {
      over.abort();
      stop?.removeEventListener('abort', onStop);
      kill?.removeEventListener('abort', onKill);
      await pool.close();
    }
    this.#tellLost();
    if (this.#fatal !== undefined) throw this.#fatal;
    return { ran: this.#ran, failed: this.#failed, end: this.#end };
  }

  /** The loss is reported once, when it is known: trials that finish while stopping are stored. */
  #tellLost(): void {
    const { onEvent, devices } = this.#options;
    // If another engine takes over, its trials start over at once.
    if (this.#fatal instanceof EngineError && devices.untried) return;
    if (this.#timedOut.trials > 0) {
      onEvent({ type: 'timed-out', lost: this.#timedOut.counts });
    }
    if (!this.#isStopping || (this.#fatal !== undefined && this.#interrupted.trials === 0)) return;
    onEvent({ type: 'stopped', completed: this.#completed, lost: this.#interrupted.counts });
  }

  /** A signal is obeyed, and said, whatever has begun to stop the run before. */
  #stopBy(end: Exclude<RunEnd, { reason: 'completed' }>): void {
    if (this.#isStopping && end.reason !== 'signal') return;
    this.#end = end;
    this.#stop();
    this.#options.onEvent({ type: 'stopping', reason: end.reason });
  }

  /** As it is now: it may change while something is waited for. */
  get #isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  #stop(): void {
    this.#stopping.abort();
    this.#options.pool.cancel();
  }

  /** @param urgent whether it goes before those that wait. */
  async #runJob(job: PlannedJob, urgent = false): Promise<void> {
    // Where a failure ends the run, whether one is for good is to be known before others begin.
    const { failFast } = this.#options;
    for (let attempt = 1; !this.#isStopping;) {
      const { claim, again } = await this.#guarded(() =>
        this.#attempt(job, attempt, urgent || (failFast && attempt > 1)),
      );
      if (claim === 'held') {
        await this.#options.clock.sleep(HELD_RETRY_SECONDS, this.#stopping.signal);
      } else if (claim === 'too-long') {
        await this.#shorten(job);
        return;
      } else if (again.length === 0) {
        return;
      } else if (job.trials.length > 1) {
        // One of them may be to blame: it will be found alone, and the others are trained.
        await this.#split(job, again, failFast);
        return;
      } else {
        attempt += 1;
      }
    }
  }

  /** Of a job that the budget does not admit, a part may be admitted; one of one trial is left. */
  async #shorten(job: PlannedJob): Promise<void> {
    if (job.trials.length > 1) return this.#split(job, job.trials, false);
    this.#options.progress.replace(job, []);
    if (this.#end.reason === 'completed') this.#end = { reason: 'budget', reached: false };
  }

  /** Runs a job's trials that are left in two halves; the others have their results. */
  async #split(job: PlannedJob, left: readonly TrialWorkload[], urgent: boolean): Promise<void> {
    const { progress, secondsOf } = this.#options;
    const halves = halvesOf({ ...job, trials: left });
    const done = job.trials.filter((trial) => !left.includes(trial));
    progress.replace(
      job,
      halves.map((half) => [half, secondsOf(half)]),
      done.length === 0 ? 0 : secondsOf({ ...job, trials: done }),
    );
    await Promise.all(halves.map((half) => this.#runJob(half, urgent)));
  }

  async #attempt(job: PlannedJob, attempt: number, urgent: boolean): Promise<AttemptResult> {
    const { writer, run, holder, prepared, devices, pool, clock, memory, progress, timeoutMs } =
      this.#options;
    let claim: Claim | undefined;
    let recorder: JobRecorder | undefined;
    const bytes = bytesOf(job);
    let [inside, tooLong] = [false, false];
    let again: readonly TrialWorkload[] = [];
    const prepare = async (): Promise<unknown> => {
      await memory.enter(bytes);
      inside = true;
      if (this.#isStopping) return undefined;
      tooLong = !this.#admits(job);
      if (tooLong) return undefined;
      const ids = job.trials.map(({ trial }) => trial.id);
      claim = claimTrials(writer, run, ids, job.trainer, holder);
      if (claim.state !== 'claimed') return undefined;
      recorder = new JobRecorder(job, claim.job, claim.trials, this.#recording(job, attempt));
      progress.start(job, clock.now());
      recorder.begin();
      const { xlaRequired, models } = this.#options;
      return jobPayload(prepared, job, claim.trials, devices.device, xlaRequired, models);
    };
    const options = {
      priority: urgent ? 1 : 0,
      // Of one trial; several take as many times as long.
      timeoutMs: timeoutMs === undefined ? undefined : timeoutMs * job.trials.length,
      onMessage: (body: unknown, refuse: (reason: string) => void): void =>
        this.#guardedSync(() => {
          const reason = recorder?.receive(body);
          if (reason !== undefined) refuse(reason);
        }),
      // Before the slot is free: a failure may be to stop what would begin next.
      onEnd: (outcome: Outcome): void => {
        if (recorder !== undefined) again = this.#record(recorder, outcome, job, attempt);
      },
    };
    await pool.run(prepare, options).finally(() => {
      if (inside) memory.leave(bytes);
    });
    if (claim?.state === 'held') {
      this.#options.onEvent({ type: 'waiting', pid: claim.pid, host: claim.host });
      return { claim: 'held', again: [] };
    }
    if (recorder === undefined) {
      if (tooLong) return { claim: 'too-long', again: [] };
      if (claim?.state === 'settled') this.#countSettled(job, claim.trials);
      return { claim: 'settled', again: [] };
    }
    return { claim: 'claimed', again };
  }

  /** @returns the trials that should be tried again. */
  #record(
    recorder: JobRecorder,
    ended: Outcome,
    job: PlannedJob,
    attempt: number,
  ): readonly TrialWorkload[] {
    const outcome = this.#blameEngine(ended, recorder.engineLoaded);
    const fatal = machineError(outcome);
    if (fatal !== undefined) this.#fail(fatal);
    const mayRetry =
      !this.#isStopping && (job.trials.length > 1 || attempt <= this.#options.retries);
    const again = recorder.end(outcome, mayRetry);
    if (outcome.state === 'finished') this.#options.budget?.jobEnded();
    if (this.#firstFailure !== undefined) this.#stopBy(this.#firstFailure);
    return again;
  }

  #admits(job: PlannedJob): boolean {
    const { budget, progress, secondsOf } = this.#options;
    if (budget === undefined) return true;
    const size = { seconds: secondsOf(job), trials: job.trials.length };
    return budget.admits(size, progress.correction);
  }

  /**
   * An engine that was taken untried, and whose process ended before it was loaded, is to blame for
   * that; it is probed before the next run.
   */
  #blameEngine(ended: Outcome, loaded: boolean): Outcome {
    const { candidate, untried } = this.#options.devices;
    const mayBe =
      ended.state === 'crashed' ||
      ended.state === 'timeout' ||
      (ended.state === 'threw' && ended.error.code === EngineError.code);
    if (loaded || !mayBe) return ended;
    forgetLoaded(candidate);
    // Nothing that a library does ends a process by SIGKILL: that is a person, or want of memory.
    if (ended.state !== 'crashed' || ended.signal === 'SIGKILL' || !untried) return ended;
    const { error } = explainOutcome(ended);
    const message = loadsNoMore(candidate.engine, error);
    const { name, blame, code } = new EngineError(message);
    return {
      state: 'threw',
      error: { name, message, blame, code },
      log: ended.log,
    };
  }

  #recording(job: PlannedJob, attempt: number) {
    const { writer, clock, devices, models, progress, trials, timeLimit, onEvent } = this.#options;
    return {
      writer,
      now: clock.now,
      models,
      passedOver: devices.passedOver,
      labelOf: this.#labelOf,
      attempt,
      onEvent: (event: RunEvent): void => {
        if (event.type === 'engine') {
          if (this.#engineSeen) return;
          this.#engineSeen = true;
        }
        if (event.type === 'fell-back') {
          const said = `${event.to} ${event.reason}`;
          if (this.#fallbacks.has(said)) return;
          this.#fallbacks.add(said);
        }
        onEvent(event);
      },
      advance: (fraction: number): void => progress.advance(job, fraction, clock.now()),
      timeLimit,
      ended: (trial: TrialLabel, status: TrialEnd['status'], error: string): void => {
        this.#ended.add(trial.trial);
        if (isSettled(status)) this.#ran += 1;
        if (status === 'completed') this.#completed += 1;
        if (status === 'interrupted') this.#interrupted.add(job);
        if (status === 'timeout') this.#timedOut.add(job);
        if (status === 'failed' || status === 'timeout') this.#countFailed(trial, error);
      },
      attemptFailed: (): void => progress.fail(job, clock.now()),
      jobEnded: (): void => progress.end(job, clock.now()),
      progress: () => ({
        fraction: progress.fraction,
        remainingSeconds: progress.remainingSeconds,
        ended: this.#ended.size,
        trials,
      }),
    };
  }

  /** Another process has trained them meanwhile, or a job that died had done with them before. */
  #countSettled(job: PlannedJob, trials: readonly string[]): void {
    for (const trial of trials) this.#ended.add(trial);
    this.#options.progress.end(job, this.#options.clock.now());
  }

  #countFailed(trial: TrialLabel, error: string): void {
    this.#failed += 1;
    if (this.#options.failFast) this.#firstFailure ??= { reason: 'failure', trial, error };
  }

  #fail(error: Error): void {
    this.#fatal ??= error;
    this.#stop();
  }

  async #guarded(attempt: () => Promise<AttemptResult>): Promise<AttemptResult> {
    try {
      return await attempt();
    } catch (error) {
      this.#fail(error as Error);
      return { claim: 'settled', again: [] };
    }
  }

  /** An error in a message's handler would end the process: it ends the run instead. */
  #guardedSync(handle: () => void): void {
    try {
      handle();
    } catch (error) {
      this.#fail(error as Error);
    }
  }
}

/** Trials whose training was of no use, and their jobs. */
class Lost {
  readonly #jobs = new Set<PlannedJob>();
  trials = 0;

  add(job: PlannedJob): void {
    this.trials += 1;
    this.#jobs.add(job);
  }

  get counts(): TrialsInJobs {
    return { trials: this.trials, jobs: this.#jobs.size };
  }
}

interface AttemptResult {
  /** `too-long`: the budget does not admit it. */
  readonly claim: Claim['state'] | 'too-long';
  /** Trials that are to be tried again. */
  readonly again: readonly TrialWorkload[];
}
