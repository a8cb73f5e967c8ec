import type { PassedOver } from '../../native/engine.js';
import type { PlannedJob, TrialWorkload } from '../../plan/jobs.js';
import type { Outcome } from '../../pool/protocol.js';
import {
  type JobEnd,
  recordEngine,
  recordEpoch,
  recordJobEnd,
  recordTrainer,
  recordTrialEnd,
  type TrialEnd,
} from '../../store/results.js';
import type { Writer } from '../../store/writer.js';
import type { JobMessage, ModelsPlace } from '../../train/contract.js';
import type { Status } from '../../trial/trial.js';
import type { RunEvent, RunProgress } from './events.js';
import type { LabelTrial, TrialLabel } from '../planning/planned-sweep.js';
import { readJobMessage, readJobTimes, type TrialState } from './job-message.js';
import { keptModelOf } from './kept-models.js';
import { explainOutcome, isHopeless, type TimeLimit } from './outcome-text.js';
import { stripLogNoise } from '../../native/environment.js';

export interface Recording {
  readonly writer: Writer;
  /** Seconds, only forward. */
  readonly now: () => number;
  readonly labelOf: LabelTrial;
  readonly attempt: number;
  readonly models: ModelsPlace | null;
  /** Better engines that the run could not have. */
  readonly passedOver: readonly PassedOver[];
  readonly onEvent: (event: RunEvent) => void;
  /** Share of the job that is done, 0 to 1. */
  readonly advance: (fraction: number) => void;
  readonly timeLimit: TimeLimit;
  /** A trial has ended for good; the error is why it has no result. */
  readonly ended: (trial: TrialLabel, status: TrialEnd['status'], error: string) => void;
  /** Nothing of what the attempt was to train has come of it. */
  readonly attemptFailed: () => void;
  /** The job is not tried again. */
  readonly jobEnded: () => void;
  readonly progress: () => RunProgress;
}

interface OpenTrial extends TrialState {
  readonly planned: TrialWorkload;
  readonly label: TrialLabel;
  /** When its job did, in seconds. */
  readonly began: number;
  val_accuracy: number | null;
  epoch: number;
  status: Status;
}

/** Turns what one attempt's worker says into rows and events. */
export class JobRecorder {
  readonly #id: number;
  readonly #job: PlannedJob;
  readonly #recording: Recording;
  readonly #trials: Map<string, OpenTrial>;
  #engineLoaded = false;
  /** Whether its trials are trained in one go. */
  #together: boolean;
  /** Share of the job that is done, as far as is known: it only grows. */
  #fraction = 0;

  constructor(job: PlannedJob, id: number, claimed: readonly string[], recording: Recording) {
    this.#id = id;
    this.#job = job;
    this.#together = job.trainer !== 'layers';
    this.#recording = recording;
    const mine = job.trials.filter(({ trial }) => claimed.includes(trial.id));
    this.#trials = new Map(
      mine.map((planned) => {
        const label = recording.labelOf(planned.trial);
        return [
          label.trial,
          {
            planned,
            label,
            began: recording.now(),
            val_accuracy: null,
            epoch: 0,
            epochs: planned.trial.configuration.epochs,
            status: 'running' as const,
          },
        ];
      }),
    );
  }

  /** Whether the worker has said that its engine is loaded. */
  get engineLoaded(): boolean {
    return this.#engineLoaded;
  }

  begin(): void {
    const { onEvent, attempt } = this.#recording;
    for (const { label } of this.#trials.values()) {
      onEvent({ type: 'trial-started', trial: label, attempt, job: this.#id });
    }
  }

  /**
   * Takes one message of the worker.
   *
   * @returns why it is not one of the contract's, of which nothing is stored; undefined where it is.
   */
  receive(body: unknown): string | undefined {
    const read = readJobMessage(body, this.#trials, this.#engineLoaded);
    if (read.state === 'malformed') return read.reason;
    this.#take(read.message);
    return undefined;
  }

  #take(message: JobMessage): void {
    switch (message.type) {
      case 'started':
        return this.#start(message);
      case 'fell-back':
        return this.#fallBack(message);
      case 'progress':
        return this.#goOn(message.fraction);
      case 'epoch':
      case 'completed':
      case 'diverged': {
        const open = this.#trials.get(message.trial);
        if (open !== undefined) this.#takeOfTrial(message, open);
        return;
      }
    }
  }

  #start({ engine: report, peak_flops_per_second }: Extract<JobMessage, { type: 'started' }>) {
    const { writer, onEvent, passedOver } = this.#recording;
    this.#engineLoaded = true;
    const { engine, version: engine_version, library, device, device_name, threads } = report;
    recordEngine(writer, this.#id, {
      engine,
      engine_version,
      library,
      device,
      device_name,
      threads,
      peak_flops_per_second,
    });
    onEvent({ type: 'engine', report, passedOver });
  }

  #fallBack({ to, reason }: Extract<JobMessage, { type: 'fell-back' }>): void {
    const { writer, onEvent } = this.#recording;
    if (to === 'layers') {
      recordTrainer(writer, this.#id, to);
      this.#together = false;
    }
    onEvent({ type: 'fell-back', to, reason });
  }

  #goOn(fraction: number): void {
    const { onEvent, progress } = this.#recording;
    this.#advance(fraction);
    const [first] = this.#open();
    if (first === undefined) return;
    onEvent({ type: 'progress', trial: first.label, fraction, progress: progress() });
  }

  #takeOfTrial(message: Extract<JobMessage, { trial: string }>, open: OpenTrial): void {
    const { writer, onEvent } = this.#recording;
    switch (message.type) {
      case 'epoch': {
        recordEpoch(writer, this.#id, message.trial, message.metrics);
        const { epoch, val_accuracy } = message.metrics;
        Object.assign(open, { epoch, val_accuracy });
        this.#advance(this.#fractionByEpochs());
        const { label: trial, epochs } = open;
        onEvent({ type: 'epoch', trial, metrics: message.metrics, epochs });
        return;
      }
      case 'completed':
        this.#endTrial(open, {
          status: 'completed',
          test: message.test,
          model: keptModelOf(this.#recording.models, message.trial),
        });
        return;
      case 'diverged':
        this.#endTrial(open, { status: 'diverged', error: message.reason });
        return;
    }
  }

  /**
   * Records how the attempt ended; trials that have no result by then share its fate.
   *
   * @returns those that should be tried again; none where the job has ended for good.
   */
  end(outcome: Outcome, mayRetry: boolean): readonly TrialWorkload[] {
    const { writer, timeLimit, attemptFailed, jobEnded } = this.#recording;
    const { status, error } = explainOutcome(outcome, this.#trials.size, timeLimit);
    const open = this.#open();
    const failed = status === 'completed' ? 'failed' : status;
    // What was too slow together may not be so in halves; alone, it is not tried again.
    const splits = this.#job.trials.length > 1;
    const again = splits
      ? failed === 'failed' || failed === 'timeout'
      : failed === 'failed' && !isHopeless(outcome);
    const retry = mayRetry && open.length > 0 && again;
    // Before the events, which say how far the run is.
    if (open.length > 0) attemptFailed();
    if (!retry) jobEnded();
    const lines = stripLogNoise(outcome.log);
    // What was stopped has nothing to explain.
    const shown = outcome.state === 'cancelled' ? [] : lines;
    for (const trial of open) {
      this.#endTrial(trial, { status: failed, error, log: lines.join('\n') }, shown, retry);
    }
    recordJobEnd(writer, this.#id, {
      status: open.length > 0 ? failed : 'completed',
      ...this.#measured(outcome),
    });
    return retry ? open.map(({ planned }) => planned) : [];
  }

  /** Trials that have not ended, in the order of the job. */
  #open(): readonly OpenTrial[] {
    return [...this.#trials.values()].filter(({ status }) => status === 'running');
  }

  #advance(fraction: number): void {
    if (fraction <= this.#fraction) return;
    this.#fraction = fraction;
    this.#recording.advance(fraction);
  }

  /** What a worker that ends before it says how far it is has done at least. */
  #fractionByEpochs(): number {
    let [done, all] = [0, 0];
    for (const { planned, epoch, epochs } of this.#trials.values()) {
      const share = Number(planned.flop);
      all += share;
      done += (share * epoch) / epochs;
    }
    return all === 0 ? 0 : done / all;
  }

  #endTrial(open: OpenTrial, end: TrialEnd, log: readonly string[] = [], retried = false): void {
    const { writer, now, onEvent, ended, progress } = this.#recording;
    recordTrialEnd(writer, this.#id, open.label.trial, end);
    open.status = end.status;
    const error = end.status === 'completed' ? null : end.error;
    if (!retried) ended(open.label, end.status, error ?? '');
    onEvent({
      type: 'trial-ended',
      trial: open.label,
      status: end.status,
      val_accuracy: end.status === 'completed' ? open.val_accuracy : null,
      seconds: now() - open.began,
      together: this.#together ? this.#trials.size : 1,
      error,
      log,
      retried,
      progress: progress(),
    });
  }

  /**
   * Times and counted FLOP; those of a job are known only when every trial was computed to its end,
   * as a trial that diverged is where others beside it go on.
   */
  #measured(outcome: Outcome): Omit<JobEnd, 'status'> {
    const read = outcome.state === 'finished' ? readJobTimes(outcome.result) : undefined;
    if (read?.state !== 'read') return { times: null, flop: null, trialSeconds: new Map() };
    const { times } = read;
    const trials = [...this.#trials.values()];
    const flop = trials.reduce((sum, { planned }) => sum + planned.flop, 0n);
    const completed = trials.filter(({ status }) => status === 'completed').length;
    const whole = completed === trials.length || (this.#together && completed > 0);
    const seconds = times.train_seconds + times.evaluate_seconds;
    return {
      times,
      flop: whole ? flop : null,
      trialSeconds: new Map(
        trials.map(({ label, planned }) => [
          label.trial,
          flop === 0n ? seconds / trials.length : (seconds * Number(planned.flop)) / Number(flop),
        ]),
      ),
    };
  }
}
