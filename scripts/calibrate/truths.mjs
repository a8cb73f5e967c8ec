/**
 * The 26 networks of experiments/mlp.yaml: FLOPs, and mean and standard deviation of val_accuracy in per
 * cent over five seeds, ten epochs each, as the native engine gave them.
 */
export const MLP = [
  [12762, 92.758, 0.192],
  [15730, 93.172, 0.093],
  [25474, 94.906, 0.274],
  [26002, 95.236, 0.189],
  [26530, 95.354, 0.342],
  [50898, 96.53, 0.131],
  [51618, 96.596, 0.327],
  [52978, 96.476, 0.278],
  [55058, 96.73, 0.274],
  [84550, 97.06, 0.28],
  [101746, 97.368, 0.083],
  [105234, 97.272, 0.249],
  [110002, 97.33, 0.196],
  [118258, 97.142, 0.378],
  [179050, 97.52, 0.203],
  [199150, 97.476, 0.282],
  [203442, 97.688, 0.131],
  [209746, 97.53, 0.311],
  [218610, 97.564, 0.116],
  [236338, 97.726, 0.159],
  [269234, 97.468, 0.271],
  [379058, 97.698, 0.197],
  [406834, 97.71, 0.104],
  [435826, 97.72, 0.332],
  [469938, 97.73, 0.193],
  [538162, 97.736, 0.098],
].map(([cost, mean, sd]) => ({ cost, mean, sd }));

const equal = (count, costOf = (index) => index + 1) =>
  Array.from({ length: count }, (_, index) => ({ cost: costOf(index), mean: 97 }));

export const TRUTHS = {
  '26 equal networks': equal(26),
  'means of mlp.yaml': MLP,
  '25 just beyond the tolerance': equal(26).map(({ cost, mean }, index) => ({
    cost,
    mean: index === 25 ? mean + 1.0001 : mean,
  })),
  '26 equal networks, in pairs of equal cost': equal(26, (index) => Math.floor(index / 2)),
  '5 equal networks': equal(5),
  '2 equal networks': equal(2),
};

/** Standard deviations in points, of network number `index` of `count`. */
export const SPREADS = {
  'all 0.2': () => 0.2,
  '0.1 to 0.4': (index) => 0.1 * 4 ** (((index * 7) % 26) / 25),
  'the cheapest 0.5, falling to 0.1': (index, count) => 0.5 - (0.4 * index) / (count - 1),
  'one 1.0, others 0.2': (index) => (index === 1 ? 1 : 0.2),
};
