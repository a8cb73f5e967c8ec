import { z } from 'zod';
import { TRAINING_CONVENTIONS } from '../flops/conventions.js';
import { OPERATIONS, type Operation } from '../flops/operations.js';
import { ACTIVATIONS, OPTIMIZERS } from '../trial/configuration.js';
import { COSTS, METRICS } from '../trial/objective.js';
import { parseConstraint } from './constraint.js';
import { parseDuration } from './duration.js';
import { isGpuUuid, MOST_GPUS } from './gpu-id.js';
import { HIDDEN } from './hidden-schema.js';
import { DATASETS, ORDERS } from './spec.js';
import { choices, custom, expectation, list, mapping, oneOf, swept, whole } from './values.js';

const COUNT = Number.MAX_SAFE_INTEGER;
/** Seeds go into a generator of 32-bit words. */
const SEED = 2 ** 32 - 1;

const nameError = expectation(
  'a name of up to 64 letters, digits, dots, dashes and underscores, the first a letter or digit',
  'it names the report file and the sweep in the database',
);
const NAME = z
  .string({ error: nameError })
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, { error: nameError })
  .describe('Names the sweep in the database and its report; two specs of one name are one sweep.');

const datasetName = oneOf(DATASETS, 'another data set goes in as {name: idx, path: folder}');
const DATASET = z
  .union(
    [
      datasetName.refine((name) => name !== 'idx', {
        error: expectation('the folder of the IDX files too', 'write {name: idx, path: folder}'),
      }),
      mapping({
        name: datasetName,
        path: z
          .string({ error: expectation('a folder') })
          .min(1, { error: expectation('a folder') })
          .optional()
          .describe('Folder with the four IDX files, plain or gzipped; for `name: idx`.'),
        validation: whole(1, COUNT)
          .optional()
          .describe(
            'Images taken from the end of the training file for validation; 10,000 if the file ' +
              'has 20,000 or more, else a sixth of it.',
          ),
        limit: whole(1, COUNT)
          .optional()
          .describe('Train on the first `limit` images only; validation stays the same.'),
        test: whole(1, COUNT).optional().describe('Test on the first `test` test images only.'),
      }).check(({ value, issues }) => {
        if (value.name === 'idx' && value.path === undefined) {
          issues.push(custom(value, 'a path beside name: idx', 'add path: folder'));
        }
        if (value.name !== 'idx' && value.path !== undefined) {
          issues.push(custom(value.path, 'a path only beside name: idx', 'delete it', ['path']));
        }
      }),
    ],
    { error: expectation('a data set', 'write mnist, or {name: idx, path: folder}') },
  )
  .describe('The images: `mnist`, or a mapping for other data or a part of it.');

const PARAMETERS = mapping({
  hidden: HIDDEN,
  activation: swept(oneOf(ACTIVATIONS), choices(ACTIVATIONS), '[relu, tanh]')
    .optional()
    .describe('Activation of the hidden layers; relu unless given here or under model.'),
  dropout: swept(share(), 'a number from 0 up to below 1', '[0, 0.2]')
    .default(0)
    .describe(
      'Share of each hidden layer’s outputs that a training step sets to zero; the rest is scaled up.',
    ),
  optimizer: swept(oneOf(OPTIMIZERS), choices(OPTIMIZERS), '[adam, sgd]')
    .default('adam')
    .describe('Update rule; `momentum` is SGD with momentum 0.9; all as Keras writes them.'),
  learning_rate: swept(learningRate(), 'a finite number above 0', '[0.001, 0.01]')
    .default(0.001)
    .describe('Step size of the optimizer.'),
  weight_decay: swept(decay(), 'a finite number from 0 up', '[0, 0.01]')
    .optional()
    .describe(
      'Each step also takes learning_rate x weight_decay of every weight (decoupled, as Keras does); ' +
        '0.004 for adamw and 0 for the others unless given.',
    ),
  batch_size: swept(whole(1, COUNT), 'a whole number from 1 up', '[32, 128]')
    .default(32)
    .describe('Images per optimizer step; the last batch of an epoch may be shorter.'),
  epochs: swept(whole(1, 100_000), 'a whole number from 1 up', '[2, 10]')
    .default(10)
    .describe('Passes over the training images.'),
}).describe('What the grid varies: each as one value, {values: [...]} or {value: ...}.');

function share() {
  const error = expectation('a number from 0 up to below 1');
  return z.number({ error }).min(0, { error }).lt(1, { error });
}

function decay() {
  const error = expectation('a finite number from 0 up');
  return z.number({ error }).min(0, { error });
}

function learningRate() {
  const error = expectation('a finite number above 0');
  return z.number({ error }).positive({ error });
}

const COEFFICIENTS = Object.fromEntries(
  OPERATIONS.map((operation) => [operation, coefficient()]),
) as Record<Operation, ReturnType<typeof coefficient>>;

function coefficient() {
  return whole(0, 1_000_000).optional();
}

const CONSTRAINT = z
  .string({ error: expectation('<cost> <operator> <number>', 'write it like flops <= 2e6') })
  .check(({ value, issues }) => {
    const read = parseConstraint(value);
    if (typeof read !== 'string') return;
    issues.push({ code: 'custom', input: value, message: `expected ${read}` });
  })
  .describe('<cost> <operator> <number>, as `flops <= 2e6`; costs: flops, params, training_flops.');

const OBJECTIVE = mapping({
  name: z.enum([...METRICS, ...COSTS], {
    error: ({ input }) =>
      expectation(
        `one of ${[...METRICS, ...COSTS].join(', ')}`,
        typeof input === 'string' && input.startsWith('test_')
          ? 'the test set must not choose: a model picked by it has no honest score left; ' +
              `use ${input.replace('test_', 'val_')}`
          : undefined,
      ),
  }),
  goal: oneOf(['maximize', 'minimize']),
});

const objectivesError = expectation('two to four objectives', 'a front is a trade between them');
const OBJECTIVES = z
  .array(OBJECTIVE, { error: objectivesError })
  .min(2, { error: objectivesError })
  .max(4, { error: objectivesError })
  .check(({ value, issues }) => {
    value.forEach(({ name }, index) => {
      if (value.findIndex((other) => other.name === name) === index) return;
      issues.push(custom(name, 'each name once', 'delete one', [index, 'name']));
    });
  });

const workersError = expectation('auto, or a whole number from 1 to 1,024');
const durationError = expectation('a time from 1s to 24d', 'write it like 90s, 30m or 1h30m');
const gpusError = expectation(
  'auto, or a list of numbers as nvidia-smi counts them',
  'write it like [0, 1]',
);
const gpuError = expectation('a number from 0 to 1,023 or a UUID such as GPU-5a1f');
const fuseError = expectation('auto, off, or a whole number from 1 to 1,024');
const RUN = mapping({
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
          if (again >= 0) {
            const advice = 'several workers share a GPU where workers is larger than their number';
            issues.push(custom(value[again], 'each GPU once', advice, [again]));
          }
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
}).check(({ value, issues }) => {
  if (value.device === 'cpu' && value.gpus !== 'auto') {
    issues.push(custom(value.gpus, 'no gpus beside device: cpu', 'delete one of them', ['gpus']));
  }
});

/** A spec as YAML holds it. */
export const SPEC = mapping({
  name: NAME,
  dataset: DATASET,
  model: mapping({
    family: oneOf(['mlp']).default('mlp'),
    activation: oneOf(ACTIVATIONS).optional().describe('Activation of the hidden layers.'),
  })
    .prefault({})
    .describe('Kind of network; `mlp`: flatten, dense layers, softmax.'),
  method: oneOf(['grid']).default('grid').describe('`grid`: every combination.'),
  parameters: PARAMETERS,
  seeds: list(whole(0, SEED), '[0, 1, 2, 3, 4] for five seeds')
    .default([0])
    .describe(
      'Each configuration is trained once per seed: initial weights and order of the data.',
    ),
  data_seed: whole(0, SEED).optional().describe('Fixes one order of the data for all seeds.'),
  constraints: z
    .array(CONSTRAINT, { error: expectation('a list', 'write [flops <= 2e6]') })
    .default([])
    .describe('Hard filters before training.'),
  flops: mapping({
    convention: oneOf(TRAINING_CONVENTIONS).default('notebook'),
    coefficients: mapping(COEFFICIENTS)
      .default({})
      .describe("Counts in the place of the convention's, as `{bias: 1}`; see docs/flops.md."),
  })
    .prefault({})
    .describe('How FLOPs are counted.'),
  objectives: OBJECTIVES.default([
    { name: 'val_accuracy', goal: 'maximize' },
    { name: 'flops', goal: 'minimize' },
  ]).describe('What the front trades off; two to four.'),
  run: RUN.prefault({}).describe('How trials are run; none of it is part of their identity.'),
});

export type SpecDocument = z.output<typeof SPEC>;
