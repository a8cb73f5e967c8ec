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
  order: oneOf(ORDERS).default('cheapest-first').describe('Which trials go first.'),
  workers: z
    .union([z.literal('auto', { error: workersError }), whole(1, 1024)], { error: workersError })
    .default('auto')
    .describe('Worker processes at once.'),
  device: oneOf(['auto', 'cpu', 'gpu'])
    .default('auto')
    .describe('`auto` takes the best that loads; one asked for by name is never replaced.'),
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
    .describe('GPUs to train on, with `device: auto` or `gpu`; one of them for each worker.'),
  timeout: z
    .string({ error: durationError })
    .refine((text) => parseDuration(text) !== null, { error: durationError })
    .optional()
    .describe(
      'Longest time for one trial, as 30m (trained together, they have their times together); ' +
        'no limit if left out.',
    ),
  retries: whole(0, 100).default(1).describe('Further attempts after a failed one.'),
  fuse: z
    .union([z.enum(['auto', 'off'], { error: fuseError }), whole(1, 1024)], { error: fuseError })
    .default('auto')
    .describe('Whether trials may be trained together as one program, and how many at most.'),
  save: oneOf(SAVES)
    .default('front')
    .describe(
      'Whose trained models are kept beside the database: those of the front when the run ends, all, or none.',
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
  return expectation('a time from 1s to 24d', 'write it like 90s, 30m or 1h30m');
}

export function gpusExpected(): string {
  return expectation(
    'auto, or a list of numbers as nvidia-smi counts them',
    'write it like [0, 1]',
  );
}

export function gpuExpected(): string {
  return 'a number from 0 to 1,023 or a UUID such as GPU-5a1f';
}

export function eachGpuOnce(): string {
  return expectation(
    'each GPU once',
    'several workers share a GPU where workers is larger than their number',
  );
}

export function noGpusOnCpu(): string {
  return expectation('no gpus beside device: cpu', 'delete one of them');
}
