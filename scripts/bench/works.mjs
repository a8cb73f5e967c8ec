// What is trained: each a list of models, as every peer reads them.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const MLP = new URL('../../experiments/mlp.yaml', import.meta.url);
const MIXED = parse(readFileSync(MLP, 'utf8')).parameters.hidden.values;
const RATES = [0.0003, 0.0005, 0.0007, 0.001, 0.0015, 0.002, 0.003, 0.005];

/** `spread`: what the mean validation accuracy of one seed's models differs by, measured here. */
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
};

/** The same models as a spec of ours. */
export function specOf(name, models, { epochs, limit }) {
  const values = (key) =>
    JSON.stringify([...new Set(models.map((model) => JSON.stringify(model[key])))].map(JSON.parse));
  return `name: ${name}
dataset: {name: mnist, validation: 10000${limit === null ? '' : `, limit: ${limit}`}}
parameters:
  hidden: {values: ${values('hidden')}}
  learning_rate: {values: ${values('learning_rate')}}
  batch_size: 32
  epochs: ${epochs}
  optimizer: adam
seeds: ${values('seed')}
`;
}
