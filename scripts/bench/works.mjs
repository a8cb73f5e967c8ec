// What is trained: each a list of models, as every peer reads them.

/** mlp.yaml's hidden layers, from softmax regression to three of 128. */
const MIXED = [
  [],
  [8],
  [16],
  [32],
  [64],
  [128],
  [256],
  [16, 16],
  [32, 32],
  [50, 50],
  [64, 64],
  [100, 100],
  [128, 128],
  [192, 192],
  [256, 256],
  [32, 16],
  [64, 32],
  [128, 32],
  [128, 64],
  [256, 64],
  [256, 128],
  [16, 16, 16],
  [32, 32, 32],
  [64, 64, 64],
  [100, 100, 100],
  [128, 128, 128],
];
const RATES = [0.0003, 0.0005, 0.0007, 0.001, 0.0015, 0.002, 0.003, 0.005];

export const WORKS = {
  rates: {
    title: '8 learning rates of 784-100-100-10, one seed',
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
    title: 'the 26 networks of experiments/mlp.yaml, one seed',
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
