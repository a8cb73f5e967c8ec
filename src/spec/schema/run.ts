import { z } from 'zod';
import { parseDuration } from '../words/duration.js';
import { isGpuUuid, MOST_GPUS } from '../words/names.js';
import { ORDERS, SAVES } from '../spec.js';
import { custom, list, mapping, oneOf, whole } from './values.js';
import { expectation } from '../words/messages.js';

const workersError = workersExpected();
const durationError = durationExpected();
const gpusError = gpusExpected();
const gpuError = gpuExpected();
const fuseError = fuseExpected();
/** How trials are run; none of it is part of their identity. */
export const RUN = mapping({
  order: oneOf(ORDERS).default('cheapest-first').describe('Order of the trials.'),
  workers: z
    .union([z.literal('auto', { error: workersError }), whole(1, 1024)], { error: workersError })
    .default('auto')
    .describe('Number of parallel worker processes.'),
  device: oneOf(['auto', 'cpu', 'gpu'])
    .default('auto')
    .describe('`auto` takes the fastest available; `cpu` and `gpu` never fall back to the other.'),
  gpus: z
    .union(
      [
        z.literal('auto', { error: gpusError }),
        list(
          z.union(
            [
              whole(0, MOST_GPUS),
              z.string({ error: gpuError }).refine(isGpuUuid, { error: gpuError }),
            ],
            {
              error: gpuError,
            },
          ),
          '[0, 1]',
        ).check(({ value, issues }) => {
          const again = value.findIndex((gpu, index) => value.indexOf(gpu) !== index);
          if (again >= 0) issues.push(custom(value[again], eachGpuOnce(), [again]));
        }),
      ],
      { error: gpusError },
    )
    .default('auto')
    .describe('GPUs to train on, with `device: auto` or `gpu`; one per worker.'),
  timeout: z
    .string({ error: durationError })
    .refine((text) => parseDuration(text) !== null, { error: durationError })
    .optional()
    .describe(
      'Time limit per trial, such as 30m (a job of several trials gets the sum); ' +
        'default: no limit.',
    ),
  retries: whole(0, 100).default(1).describe('Retries after a failed attempt.'),
  fuse: z
    .union([z.enum(['auto', 'off'], { error: fuseError }), whole(1, 1024)], { error: fuseError })
    .default('auto')
    .describe('Whether several trials may be trained as one program, and how many at most.'),
  save: oneOf(SAVES)
    .default('front')
    .describe(
      'Which trained models are kept next to the database: those of the front at the end of the run, all, or none.',
    ),
}).check(({ value, issues }) => {
  if (value.device === 'cpu' && value.gpus !== 'auto') {
    issues.push(custom(value.gpus, noGpusOnCpu(), ['gpus']));
  }
});

export function workersExpected(): string {
  return 'auto, or a whole number from 1 to 1,024';
}

export function fuseExpected(): string {
  return 'auto, off, or a whole number from 1 to 1,024';
}

export function durationExpected(): string {
  return expectation('a duration from 1s to 24d', 'for example 90s, 30m or 1h30m');
}

export function gpusExpected(): string {
  return expectation('auto, or a list of GPU numbers from nvidia-smi', 'for example [0, 1]');
}

export function gpuExpected(): string {
  return 'a number from 0 to 1,023 or a UUID such as GPU-5a1f';
}

export function eachGpuOnce(): string {
  return expectation('each GPU once', 'to share a GPU between workers, raise workers');
}

export function noGpusOnCpu(): string {
  return expectation('no gpus with device: cpu', 'delete one of them');
}
