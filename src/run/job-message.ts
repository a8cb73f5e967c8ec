import { z } from 'zod';
import { malformedMessage } from '../messages/worker-message.js';
import { ENGINES } from '../native/engine.js';
import type { JobMessage, JobTimes } from '../train/contract.js';
import type { Status } from '../trial/trial.js';

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
const finite = z.number({ error: 'a finite number' });
const positive = (what: string) => z.number({ error: what }).min(0, { error: what });
const seconds = positive('seconds from 0 and up');
/** A mean of float32 fractions may be a rounding error beyond 1. */
const share = z
  .number({ error: 'a share from 0 to 1' })
  .min(-1e-6, { error: 'a share from 0 to 1' })
  .max(1 + 1e-6, { error: 'a share from 0 to 1' });
const words = z.string({ error: 'text' }).min(1, { error: 'text' });
const trial = words;

const MESSAGE = z.discriminatedUnion(
  'type',
  [
    z.object({
      type: z.literal('started'),
      engine: z.object(
        {
          engine: z.enum(ENGINES, { error: `one of ${ENGINES.join(', ')}` }),
          version: words,
          library: words,
          path: words,
          device: z.enum(['cpu', 'gpu'], { error: 'cpu or gpu' }),
          device_name: z.string({ error: 'text or null' }).nullable(),
          threads: positive('a number of threads or null').nullable(),
        },
        { error: "an engine's report" },
      ),
      peak_flops_per_second: positive('a speed or null').nullable(),
    }),
    z.object({ type: z.literal('progress'), trial, fraction: share }),
    z.object({
      type: z.literal('epoch'),
      trial,
      metrics: z.object(
        {
          epoch: z.int({ error: 'a whole number' }),
          loss: finite,
          accuracy: share,
          val_loss: finite,
          val_accuracy: share,
          seconds,
        },
        { error: 'metrics of an epoch' },
      ),
    }),
    z.object({
      type: z.literal('completed'),
      trial,
      test: z.object({ test_loss: finite, test_accuracy: share }, { error: 'metrics of the test' }),
    }),
    z.object({ type: z.literal('diverged'), trial, reason: words }),
  ],
  { error: 'an object whose type is started, progress, epoch, completed or diverged' },
);

const TIMES = z.object(
  {
    load_seconds: seconds,
    compile_seconds: seconds,
    train_seconds: seconds,
    evaluate_seconds: seconds,
    compilation: z.enum(['xla', 'graph'], { error: 'xla, graph or null' }).nullable(),
  },
  { error: "the job's times" },
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
  const reason = message.type === 'started' ? onlyOnce(started) : outOfTurn(message, trials);
  return reason === undefined ? { state: 'read', message } : { state: 'malformed', reason };
}

/** Reads a worker's result of its job; the trials of one that is none keep what they have. */
export function readJobTimes(result: unknown): ReadTimes {
  const { success, data: times, error } = TIMES.safeParse(result);
  if (success) return { state: 'read', times };
  return { state: 'malformed', reason: firstFault(error, result, 'result') };
}

function onlyOnce(started: boolean): string | undefined {
  if (!started) return undefined;
  return malformedMessage('started', 'a second one', 'one for a job');
}

/** Why a message of a trial cannot come now; undefined where it can. */
function outOfTurn(
  message: Exclude<JobMessage, { type: 'started' }>,
  trials: ReadonlyMap<string, TrialState>,
): string | undefined {
  const { type } = message;
  const state = trials.get(message.trial);
  if (state === undefined) {
    return malformedMessage(`${type}: trial`, message.trial, 'a trial of its job');
  }
  if (state.status !== 'running') {
    return malformedMessage(`${type} of a trial that has ended`, state.status, 'no more of it');
  }
  const { epoch, epochs } = state;
  switch (type) {
    case 'progress':
    case 'diverged':
      return undefined;
    case 'epoch': {
      const got = message.metrics.epoch;
      if (epoch === epochs) {
        return malformedMessage('epoch: metrics.epoch', got, `no more than ${epochs} epochs`);
      }
      if (got === epoch + 1) return undefined;
      return malformedMessage('epoch: metrics.epoch', got, `epoch ${epoch + 1}`);
    }
    case 'completed':
      if (epoch === epochs) return undefined;
      return malformedMessage(
        'completed before its last epoch',
        epoch,
        `${epochs} ${epochs === 1 ? 'epoch' : 'epochs'} before it`,
      );
  }
}

function firstFault(error: z.ZodError, value: unknown, kind: string): string {
  const [issue] = error.issues;
  const path = issue?.path ?? [];
  const where = path.length === 0 ? kind : `${kind}: ${path.join('.')}`;
  return malformedMessage(where, valueAt(value, path), issue?.message ?? 'another one');
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
