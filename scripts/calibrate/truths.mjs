import { normal } from './random.mjs';

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

/** All but the dearest lose a hair more than the tolerance. */
const justBeyond = (count) =>
  equal(count).map(({ cost, mean }, index) => ({
    cost,
    mean: index === count - 1 ? mean + 1.0001 : mean,
  }));

export const TRUTHS = {
  '26 equal networks': equal(26),
  'means of mlp.yaml': MLP,
  '25 just beyond the tolerance': justBeyond(26),
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

/** Values of a network in per cent: normal, of so many points. */
const normalOf = (sdOf) => (mean, index, count, next) => mean + sdOf(index, count) * normal(next);

/** Right answers of so many images, in per cent: few images make many accuracies alike. */
const shareOf = (images) => (mean, _index, _count, next) => {
  let wrong = 0;
  const chance = 1 - mean / 100;
  // From one wrong answer to the next: geometric distances.
  for (let image = 0; ; image++) {
    image += Math.floor(Math.log(1 - next()) / Math.log(1 - chance));
    if (image >= images) return 100 * (1 - wrong / images);
    wrong++;
  }
};

const ofMean = (truth, mean) => truth.map(({ cost }) => ({ cost, mean }));
const among = (places, high, low) => (index, count) => (places(count).includes(index) ? high : low);
const middleAndBest = (count) => [count - 1, Math.floor(count / 2), Math.floor(count / 2) - 1];
const alternating = (even, odd) => (index) => (index % 2 === 0 ? even : odd);

/** What is harder than equal, normal and as many: truth, values, seeds of network number `index`. */
export const HARD = {
  '26 equal, 99.9 % right of 1,000 images, 3 seeds': {
    truth: ofMean(equal(26), 99.9),
    valueOf: shareOf(1000),
    seedsOf: () => 3,
  },
  '26 equal, 98 % right of 100 images, 3 seeds': {
    truth: ofMean(equal(26), 98),
    valueOf: shareOf(100),
    seedsOf: () => 3,
  },
  '10 equal, 99.9 % right of 1,000 images, 3 seeds': {
    truth: ofMean(equal(10), 99.9),
    valueOf: shareOf(1000),
    seedsOf: () => 3,
  },
  '10 equal, 99.5 % right of 100 images, 3 seeds': {
    truth: ofMean(equal(10), 99.5),
    valueOf: shareOf(100),
    seedsOf: () => 3,
  },
  '5 equal, 99.5 % right of 100 images, 2 seeds': {
    truth: ofMean(equal(5), 99.5),
    valueOf: shareOf(100),
    seedsOf: () => 2,
  },
  '5 just beyond, every other one 10 seeds of 0.2 or 3 of 0.4': {
    truth: justBeyond(5),
    valueOf: normalOf(alternating(0.4, 0.2)),
    seedsOf: alternating(3, 10),
  },
  '26 just beyond, every other one 10 seeds of 0.2 or 3 of 0.4': {
    truth: justBeyond(26),
    valueOf: normalOf(alternating(0.4, 0.2)),
    seedsOf: alternating(3, 10),
  },
  '10 just beyond, every other one 10 seeds of 0.2 or 2 of 0.4': {
    truth: justBeyond(10),
    valueOf: normalOf(alternating(0.4, 0.2)),
    seedsOf: alternating(2, 10),
  },
  '26 just beyond, every other one 5 seeds of 0.2 or a single one of 2.0': {
    truth: justBeyond(26),
    valueOf: normalOf(alternating(2, 0.2)),
    seedsOf: alternating(1, 5),
  },
  '26 just beyond, three 0.6, others 0.2, 3 seeds': {
    truth: justBeyond(26),
    valueOf: normalOf(among(middleAndBest, 0.6, 0.2)),
    seedsOf: () => 3,
  },
  '100 just beyond, three 0.6, others 0.2, 3 seeds': {
    truth: justBeyond(100),
    valueOf: normalOf(among(middleAndBest, 0.6, 0.2)),
    seedsOf: () => 3,
  },
  '100 equal, four 0.8, others 0.2, 3 seeds': {
    truth: equal(100),
    valueOf: normalOf((index) => (index % 25 === 3 ? 0.8 : 0.2)),
    seedsOf: () => 3,
  },
  '26 equal, all 0.2, 2 seeds': {
    truth: equal(26),
    valueOf: normalOf(() => 0.2),
    seedsOf: () => 2,
  },
  '26 equal, one 2.0, others 0.2, 2 seeds': {
    truth: equal(26),
    valueOf: normalOf(among(() => [3], 2, 0.2)),
    seedsOf: () => 2,
  },
  '5 networks of 97, of the cheapest one run in twenty fails at 10, 5 seeds': {
    truth: [{ cost: 1, mean: 0.95 * 97 + 0.05 * 10 }, ...equal(5).slice(1)],
    valueOf: (mean, index, _count, next) =>
      index === 0 ? (next() < 0.05 ? 10 : 97 + 0.2 * normal(next)) : mean + 0.2 * normal(next),
    seedsOf: () => 5,
  },
  '6 just beyond, the cheapest 0.8, others 0.2, 3 seeds': {
    truth: justBeyond(6),
    valueOf: normalOf(among(() => [0], 0.8, 0.2)),
    seedsOf: () => 3,
  },
  '3 equal, every other one 0.1 or 0.5, 3 seeds': {
    truth: equal(3),
    valueOf: normalOf(alternating(0.1, 0.5)),
    seedsOf: () => 3,
  },
  '5 equal, every other one 0.1 or 0.5, 3 seeds': {
    truth: equal(5),
    valueOf: normalOf(alternating(0.1, 0.5)),
    seedsOf: () => 3,
  },
};
