import { setTimeout as sleep } from 'node:timers/promises';
import { forgetLoaded } from '../native/loaded-before.js';
import { bytesOf, halvesOf, type PlannedJob } from '../plan/jobs.js';
import type { Progress } from '../plan/progress.js';
import type { Outcome } from '../pool/protocol.js';
import type { WorkerPool } from '../pool/worker-pool.js';
import { claimTrials, type Claim } from '../store/claims.js';
import type { Holder } from '../store/holder.js';
import type { Writer } from '../store/writer.js';
import type { Devices } from './devices.js';
import type { RunEvent } from './events.js';
import { jobPayload } from './job-payload.js';
import { JobRecorder } from './job-recorder.js';
import type { MemoryGate } from './memory-gate.js';
import { explainOutcome, machineError } from './outcome-text.js';
import { trialLabels, type LabelTrial } from './planned-sweep.js';
import type { PreparedSweep } from './prepare.js';

/** How long to wait before asking again for a trial that another process trains. */
const HELD_RETRY_MS = 1000;

export interface JobRunnerOptions {
  readonly prepared: PreparedSweep;
  readonly writer: Writer;
  readonly run: number;
  readonly holder: Holder;
  readonly devices: Devices;
  /** Whether a library without XLA is an error. */
  readonly xlaRequired: boolean;
  /** Further attempts after a failed one. */
  readonly retries: number;
  /** Per job. */
  readonly timeoutMs: number | undefined;
  readonly progress: Progress<PlannedJob>;
  /** Trials that the run set out to train. */
  readonly trials: number;
  readonly pool: WorkerPool;
  readonly memory: MemoryGate;
  readonly onEvent: (event: RunEvent) => void;
}

/** Takes jobs through the pool: claim, train, record, retry. One per run. */
export class JobRunner {
  readonly #options: JobRunnerOptions;
  readonly #labelOf: LabelTrial;
  /** Trials that have ended for good. */
  readonly #ended = new Set<string>();
  #ran = 0;
  #stopping = false;
  /** What makes going on pointless: no engine, damaged data, a database that cannot be written. */
  #fatal: Error | undefined;
  #engineSeen = false;

  constructor(options: JobRunnerOptions) {
    this.#options = options;
    this.#labelOf = trialLabels(options.prepared.expansion);
  }

  /**
   * Runs all jobs, or those that `stop` leaves time for.
   *
   * @returns how many trials were trained to a result.
   */
  async runAll(
    jobs: readonly PlannedJob[],
    stop: AbortSignal | undefined,
    kill: AbortSignal | undefined,
  ): Promise<number> {
    const { pool } = this.#options;
    const onStop = (): void => {
      this.#stop();
      this.#options.onEvent({ type: 'stopping' });
    };
    const onKill = (): void => {
      this.#stopping = true;
      pool.kill();
    };
    if (stop?.aborted) onStop();
    if (kill?.aborted) onKill();
    stop?.addEventListener('abort', onStop, { once: true });
    kill?.addEventListener('abort', onKill, { once: true });
    try {
      await Promise.all(jobs.map((job) => this.#runJob(job)));
    } finally {
      stop?.removeEventListener('abort', onStop);
      kill?.removeEventListener('abort', onKill);
      await pool.close();
    }
    if (this.#fatal !== undefined) throw this.#fatal;
    return this.#ran;
  }

  #stop(): void {
    this.#stopping = true;
    this.#options.pool.cancel();
  }

  async #runJob(job: PlannedJob): Promise<void> {
    for (let attempt = 1; !this.#stopping;) {
      const { claim, retry } = await this.#guarded(() => this.#attempt(job, attempt));
      if (claim === 'held') {
        await sleep(HELD_RETRY_MS);
      } else if (retry && job.trials.length > 1) {
        // One of them may be to blame: it will be found alone, and the others are trained.
        await Promise.all(halvesOf(job).map((half) => this.#runJob(half)));
        this.#options.progress.end(job, now());
        return;
      } else if (retry) {
        attempt += 1;
      } else {
        return;
      }
    }
  }

  async #attempt(job: PlannedJob, attempt: number): Promise<AttemptResult> {
    const { writer, run, holder, prepared, devices, pool, memory, progress, timeoutMs } =
      this.#options;
    let claim: Claim | undefined;
    let recorder: JobRecorder | undefined;
    const bytes = bytesOf(job);
    let inside = false;
    const prepare = async (): Promise<unknown> => {
      await memory.enter(bytes);
      inside = true;
      if (this.#stopping) return undefined;
      const ids = job.trials.map(({ trial }) => trial.id);
      claim = claimTrials(writer, run, ids, job.trainer, holder);
      if (claim.state !== 'claimed') return undefined;
      recorder = new JobRecorder(job, claim.job, claim.trials, this.#recording(job, attempt));
      progress.start(job, performance.now() / 1000);
      recorder.begin();
      return jobPayload(prepared, job, claim.trials, devices.device, this.#options.xlaRequired);
    };
    const options = {
      // Of one trial; several take as many times as long.
      timeoutMs: timeoutMs === undefined ? undefined : timeoutMs * job.trials.length,
      onMessage: (body: unknown, refuse: (reason: string) => void): void =>
        this.#guardedSync(() => {
          const reason = recorder?.receive(body);
          if (reason !== undefined) refuse(reason);
        }),
    };
    const ended = await pool.run(prepare, options).finally(() => {
      if (inside) memory.leave(bytes);
    });
    if (claim?.state === 'held') {
      this.#options.onEvent({ type: 'waiting', pid: claim.pid, host: claim.host });
      return { claim: 'held', retry: false };
    }
    if (recorder === undefined) {
      if (claim?.state === 'settled') this.#countSettled(job, claim.trials);
      return { claim: 'settled', retry: false };
    }
    const outcome = this.#blameEngine(ended, recorder.engineLoaded);
    const fatal = machineError(outcome);
    if (fatal !== undefined) this.#fail(fatal);
    const mayRetry = !this.#stopping && (job.trials.length > 1 || attempt <= this.#options.retries);
    return { claim: 'claimed', retry: recorder.end(outcome, mayRetry) };
  }

  /**
   * An engine that was taken untried, and whose process ended before it was loaded, is to blame for
   * that; whoever comes next tries it first.
   */
  #blameEngine(ended: Outcome, loaded: boolean): Outcome {
    const { candidate, untried } = this.#options.devices;
    const mayBe =
      ended.state === 'crashed' ||
      ended.state === 'timeout' ||
      (ended.state === 'threw' && ended.error.name === 'EngineError');
    if (loaded || !mayBe) return ended;
    forgetLoaded(candidate);
    if (ended.state !== 'crashed' || !untried) return ended;
    const { error } = explainOutcome(ended);
    const message = `${candidate.engine} does not load any more: ${error}`;
    return { state: 'threw', error: { name: 'EngineError', message }, log: ended.log };
  }

  #recording(job: PlannedJob, attempt: number) {
    const { writer, devices, progress, trials, onEvent } = this.#options;
    return {
      writer,
      passedOver: devices.passedOver,
      labelOf: this.#labelOf,
      attempt,
      onEvent: (event: RunEvent): void => {
        if (event.type === 'engine') {
          if (this.#engineSeen) return;
          this.#engineSeen = true;
        }
        onEvent(event);
      },
      advance: (fraction: number): void => progress.advance(job, fraction, now()),
      ended: (trial: string, settled: boolean): void => {
        this.#ended.add(trial);
        if (settled) this.#ran += 1;
      },
      jobEnded: (): void => progress.end(job, now()),
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
    this.#options.progress.end(job, now());
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
      return { claim: 'settled', retry: false };
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

interface AttemptResult {
  readonly claim: Claim['state'];
  readonly retry: boolean;
}

function now(): number {
  return performance.now() / 1000;
}
