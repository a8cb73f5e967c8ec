import { z } from 'zod';
import {
  durationExpected,
  eachGpuOnce,
  fuseExpected,
  gpuExpected,
  gpusExpected,
  noGpusOnCpu,
  workersExpected,
} from '../../messages/spec/run.js';
import { parseDuration } from '../words/duration.js';
import { isGpuUuid, MOST_GPUS } from '../words/gpu-id.js';
import { ORDERS, SAVES } from '../spec.js';
import { custom, list, mapping, oneOf, whole } from './values.js';

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
