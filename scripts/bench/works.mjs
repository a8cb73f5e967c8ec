// What is trained: each a list of models, as every peer reads them.
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';

const experiment = (name) =>
  parse(readFileSync(new URL(`../../experiments/${name}.yaml`, import.meta.url), 'utf8'));
const MIXED = experiment('mlp').parameters.hidden.values;
const RATES = [0.0003, 0.0005, 0.0007, 0.001, 0.0015, 0.002, 0.003, 0.005];

const LENET = experiment('lenet-vs-mlp').model.find(({ family }) => family === 'lenet');
const [FIRST, SECOND, KERNEL] = ['first', 'second', 'kernel'].map(
  (name) => LENET.parameters[name].values,
);
const GRU = [{ gru: '$units' }];
const NORMALIZED = [
  'flatten',
  { dense: 100 },
  'batch_normalization',
  { activation: 'relu' },
  { dense: 100 },
  'batch_normalization',
  { activation: 'relu' },
];

/**
 * By name: `title`, `models` and `spread`, what the mean validation accuracy of one seed's models differs
 * by, measured here. A model has a learning rate, a seed, and either `hidden` or `layers` as our spec
 * writes them, with `parameters` for the names with `$`.
 */
export const WORKS = {
  rates: {
    title: '8 learning rates of 784-100-100-10, one seed',
    // Of that network at one rate, which is more than that of a mean over rates.
    spread: { sd: 0.0025, seeds: 12 },
    models: RATES.map((learning_rate) => ({ hidden: [100, 100], learning_rate, seed: 0 })),
  },
  seeds: {
    title: '8 seeds of 784-100-100-10',
    models: RATES.map((_, seed) => ({ hidden: [100, 100], learning_rate: 0.001, seed })),
  },
  agreement: {
    title: '10 seeds of 784-100-100-10',
    models: Array.from({ length: 10 }, (_, seed) => ({
      hidden: [100, 100],
      learning_rate: 0.001,
      seed,
    })),
  },
  mixed: {
    title: `the ${MIXED.length} networks of experiments/mlp.yaml, one seed`,
    spread: { sd: 0.0007, seeds: 5 },
    models: MIXED.map((hidden) => ({ hidden, learning_rate: 0.001, seed: 0 })),
  },
  lenets: {
    title: `the ${FIRST.length * KERNEL.length} LeNets of experiments/lenet-vs-mlp.yaml, 3 seeds`,
    models: KERNEL.flatMap((kernel) =>
      FIRST.flatMap((first, pair) =>
        seeded(3, {
          layers: LENET.layers,
          parameters: { first, second: SECOND[pair], kernel },
          learning_rate: 0.001,
        }),
      ),
    ),
  },
  gru: {
    title: '28 rows of an image read by 16 and by 32 GRU units, 4 seeds',
    models: [16, 32].flatMap((units) =>
      seeded(4, { layers: GRU, parameters: { units }, learning_rate: 0.001 }),
    ),
  },
  batchnorm: {
    title: '784-100-100-10 with batch normalization, 2 learning rates, 4 seeds',
    models: [0.001, 0.003].flatMap((learning_rate) =>
      seeded(4, { layers: NORMALIZED, parameters: {}, learning_rate }),
    ),
  },
};

function seeded(count, model) {
  return Array.from({ length: count }, (_, seed) => ({ ...model, seed }));
}

/**
 * The same models as a spec of ours. An error where one spec cannot say it: models of different `layers`,
 * or a network that lacks a seed that another has.
 */
export function specOf(name, models, { epochs, limit }) {
  const points = distinct(models.map(pointOf));
  const seeds = distinct(models.map(({ seed }) => seed));
  const layers = distinct(models.map((model) => model.layers ?? null));
  if (layers.length !== 1) throw new Error('a work has one list of layers for all of its models');
  if (distinct(models).length !== points.length * seeds.length)
    throw new Error('a work trains every seed of every network');
  const keys = Object.keys(points[0]);
  const swept = keys.filter((key) => distinct(points.map((point) => point[key])).length > 1);
  // Paired, so that values need not make a grid.
  const zip = swept.length > 1 ? `zip: ${JSON.stringify(swept)}\n` : '';
  const written = keys.map((key) => {
    const all = JSON.stringify(points.map((point) => point[key]));
    return `  ${key}: ${swept.includes(key) ? `{values: ${all}}` : JSON.stringify(points[0][key])}\n`;
  });
  return `name: ${name}
dataset: {name: mnist, validation: 10000${limit === null ? '' : `, limit: ${limit}`}}
${layers[0] === null ? '' : `model: {layers: ${JSON.stringify(layers[0])}}\n`}parameters:
${written.join('')}  batch_size: 32
  epochs: ${epochs}
  optimizer: adam
${zip}seeds: ${JSON.stringify(seeds)}
`;
}

/** What a spec varies of a model, the seed aside. */
function pointOf({ hidden, parameters, learning_rate }) {
  return { ...(parameters ?? { hidden }), learning_rate };
}

function distinct(values) {
  return [...new Set(values.map((value) => JSON.stringify(value)))].map((text) => JSON.parse(text));
}

/** Models as peers read them: no name with `$` is left. */
export function modelsOfPeers(models) {
  return models.map(({ layers, parameters, ...rest }) =>
    layers === undefined ? rest : { ...rest, layers: filledIn(layers, parameters) },
  );
}

function filledIn(part, parameters) {
  if (typeof part === 'string' && part.startsWith('$')) return parameters[part.slice(1)];
  if (Array.isArray(part)) return part.map((one) => filledIn(one, parameters));
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(
    Object.entries(part).map(([key, value]) => [key, filledIn(value, parameters)]),
  );
}

/**
 * The completed trial of a model, of rows of the view `trials` of the work's spec; an error where there
 * is none.
 */
export function trialOf(model, trials) {
  const trial = trials.find(
    (one) =>
      one.learning_rate === model.learning_rate &&
      one.seed === model.seed &&
      (model.layers === undefined
        ? one.hidden === (model.hidden.length === 0 ? 'none' : model.hidden.join('-'))
        : isDeepStrictEqual(JSON.parse(one.parameters), model.parameters)),
  );
  if (trial?.status === 'completed') return trial;
  const text = `${JSON.stringify(pointOf(model))}, seed ${model.seed}`;
  throw new Error(`${text}: ${trial === undefined ? 'no trial' : trial.status}`);
}
