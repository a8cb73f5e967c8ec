import { z } from 'zod';
import { type DeviceRequest, ENGINES } from '../../native/engine.js';
import type { PlannedJob } from '../../plan/jobs.js';
import type { Job, JobMessage, JobTimes, JobTrial, ModelsPlace } from '../../train/contract.js';
import type { PreparedSweep } from '../planning/prepare.js';
import * as messages from './messages.js';
import {
  EPOCH_COLUMNS,
  type Metric,
  metricRow,
  type MetricScale,
  TEST_METRICS,
  type TestMetric,
} from '../../quantity/metrics.js';
import { recordOf } from '../../quantity/table.js';
import type { Status } from '../../trial/trial.js';

/** The job as its worker gets it, with those of its trials that were claimed. */
export function jobPayload(
  { expansion, source }: PreparedSweep,
  job: PlannedJob,
  claimed: readonly string[],
  device: DeviceRequest,
  xlaRequired = false,
  models: ModelsPlace | null = null,
): Job {
  const ours = new Set(claimed);
  const mine = job.trials.filter(({ trial }) => ours.has(trial.id));
  const flop = mine.reduce((sum, one) => sum + Number(one.flop), 0);
  const trials = mine.flatMap(({ trial, flop: own }): JobTrial[] => {
    const planned = expansion.byId.get(trial.configuration.id);
    if (planned === undefined) return [];
    const { id: _id, model: _model, ...training } = trial.configuration;
    return [
      {
        trial: trial.id,
        network: planned.network,
        seed: trial.seed,
        order_seed: trial.data_seed ?? trial.seed,
        ...training,
        share: flop === 0 ? 1 / mine.length : Number(own) / flop,
      },
    ];
  });
  return {
    trainer: job.trainer,
    device,
    compile: job.compile,
    xlaRequired,
    dataset: source,
    facts: expansion.facts,
    split: expansion.split,
    trials,
    models,
  };
}

/** How far a trial of the job is: what its worker may say next depends on it. */
export interface TrialState {
  /** `running` until it has ended. */
  readonly status: Status;
  /** The last one that was reported; 0 before the first. */
  readonly epoch: number;
  readonly epochs: number;
}

/** What a worker said: a message, or why it is none. */
export type ReadMessage =
  | { readonly state: 'read'; readonly message: JobMessage }
  | { readonly state: 'malformed'; readonly reason: string };

export type ReadTimes =
  | { readonly state: 'read'; readonly times: JobTimes }
  | { readonly state: 'malformed'; readonly reason: string };

/** Expectations are the schema's messages: what a value should have been. */
const finite = z.number({ error: messages.aFiniteNumber() });
const positive = (what: string) => z.number({ error: what }).min(0, { error: what });
const seconds = positive(messages.someSeconds());
/** A mean of float32 fractions may be a rounding error beyond 1. */
const share = z
  .number({ error: messages.aShare() })
  .min(-1e-6, { error: messages.aShare() })
  .max(1 + 1e-6, { error: messages.aShare() });
const VALUES: Readonly<Record<MetricScale, typeof finite>> = { share, nats: finite, seconds };
const valueOf = (name: Metric | TestMetric) => VALUES[metricRow(name).scale];
const words = z.string({ error: messages.someText() }).min(1, { error: messages.someText() });
const trial = words;

const MESSAGE = z.discriminatedUnion(
  'type',
  [
    z.object({
      type: z.literal('started'),
      engine: z.object(
        {
          engine: z.enum(ENGINES, { error: messages.anEngineName(ENGINES) }),
          version: words,
          library: words,
          path: words,
          device: z.enum(['cpu', 'gpu'], { error: messages.aDevice() }),
          device_name: z.string({ error: messages.textOrNull() }).nullable(),
          threads: positive(messages.threadCount()).nullable(),
        },
        { error: messages.anEngine() },
      ),
      peak_flops_per_second: positive(messages.aSpeed()).nullable(),
    }),
    z.object({
      type: z.literal('fell-back'),
      to: z.enum(['graph', 'layers'], { error: messages.aWayToTrain() }),
      reason: words,
    }),
    z.object({ type: z.literal('progress'), fraction: share }),
    z.object({
      type: z.literal('epoch'),
      trial,
      metrics: z.object(
        {
          epoch: z.int({ error: messages.aWholeNumber() }),
          ...recordOf(EPOCH_COLUMNS, valueOf),
        },
        { error: messages.metricsOfEpoch() },
      ),
    }),
    z.object({
      type: z.literal('completed'),
      trial,
      test: z.object(recordOf(TEST_METRICS, valueOf), { error: messages.metricsOfTest() }),
    }),
    z.object({ type: z.literal('diverged'), trial, reason: words }),
  ],
  { error: messages.aMessage() },
);

const TIMES = z.object(
  {
    load_seconds: seconds,
    compile_seconds: seconds,
    train_seconds: seconds,
    evaluate_seconds: seconds,
    compilation: z.enum(['xla', 'graph'], { error: messages.aCompilation() }).nullable(),
  },
  { error: messages.timesOfJob() },
);

/**
 * Reads what a worker said, before anything of it is stored: a worker is another process, and may
 * say anything. A number that is none, an epoch out of turn and an end before the last epoch are
 * no messages either.
 *
 * @param trials of its job.
 * @param started whether it has said on what it runs.
 */
export function readJobMessage(
  body: unknown,
  trials: ReadonlyMap<string, TrialState>,
  started: boolean,
): ReadMessage {
  const { success, data: message, error } = MESSAGE.safeParse(body);
  if (!success) return { state: 'malformed', reason: firstFault(error, body, typeOf(body)) };
  const reason = outOfTurn(message, trials, started);
  return reason === undefined ? { state: 'read', message } : { state: 'malformed', reason };
}

/** Reads a worker's result of its job; the trials of one that is none keep what they have. */
export function readJobTimes(result: unknown): ReadTimes {
  const { success, data: times, error } = TIMES.safeParse(result);
  if (success) return { state: 'read', times };
  return { state: 'malformed', reason: firstFault(error, result, 'result') };
}

/** Why a message cannot come now; undefined where it can. */
function outOfTurn(
  message: JobMessage,
  trials: ReadonlyMap<string, TrialState>,
  started: boolean,
): string | undefined {
  switch (message.type) {
    case 'started':
      return started ? messages.startedTwice() : undefined;
    case 'fell-back': {
      const begun = [...trials.values()].some(({ epoch }) => epoch > 0);
      return begun ? messages.fellBackTooLate() : undefined;
    }
    case 'progress': {
      const goesOn = [...trials.values()].some(({ status }) => status === 'running');
      return goesOn ? undefined : messages.progressAfterTheEnd(message.fraction);
    }
    case 'epoch':
    case 'completed':
    case 'diverged':
      return outOfTurnOfTrial(message, trials);
  }
}

function outOfTurnOfTrial(
  message: Extract<JobMessage, { trial: string }>,
  trials: ReadonlyMap<string, TrialState>,
): string | undefined {
  const { type } = message;
  const state = trials.get(message.trial);
  if (state === undefined) return messages.trialOfNoJob(type, message.trial);
  if (state.status !== 'running') return messages.afterItsEnd(type, state.status);
  const { epoch, epochs } = state;
  switch (type) {
    case 'diverged':
      return undefined;
    case 'epoch': {
      const got = message.metrics.epoch;
      if (epoch === epochs) return messages.epochTooMany(got, epochs);
      return got === epoch + 1 ? undefined : messages.epochOutOfTurn(got, epoch + 1);
    }
    case 'completed':
      return epoch === epochs ? undefined : messages.endTooEarly(epoch, epochs);
  }
}

function firstFault(error: z.ZodError, value: unknown, kind: string): string {
  const [issue] = error.issues;
  const path = issue?.path ?? [];
  const expected = issue?.message ?? messages.anotherValue();
  return messages.wrongPart(kind, path, valueAt(value, path), expected);
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null
        ? (inner as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  );
}

function typeOf(body: unknown): string {
  const type = valueAt(body, ['type']);
  return typeof type === 'string' && type.length < 20 ? type : 'message';
}
