/**
 * How often does analyseFront say something false, and how often does it show what is true? Simulates
 * sweeps of known truth and prints the table of docs/statistics.md: node scripts/calibrate-verdicts.mjs
 * [--sweeps 500] [--seed 11]. Beside it stands the plain way: Welch's t for every pair, by Bonferroni.
 *
 * A false statement: `front` for a configuration that another one, no dearer, equals or beats;
 * `dominated` for one that none equals at no more cost; `shown` for one that loses more than the
 * tolerance against the best. Equal configurations make the first two as likely as they can be; those
 * that lose just a little more than the tolerance the third.
 */
import { parseArgs } from 'node:util';
import { analyseFront } from '../dist/index.js';
import { upperTQuantile } from '../dist/front/student.js';
import { meanOf, varianceOf } from '../dist/front/statistics.js';

/** `experiments/mlp.yaml`, means and standard deviations over 5 seeds of val_accuracy in per cent, 10 epochs on the native engine. */
const MLP = [
  [12762, 92.758, 0.192], [15730, 93.172, 0.093], [25474, 94.906, 0.274], [26002, 95.236, 0.189],
  [26530, 95.354, 0.342], [50898, 96.53, 0.131], [51618, 96.596, 0.327], [52978, 96.476, 0.278],
  [55058, 96.73, 0.274], [84550, 97.06, 0.28], [101746, 97.368, 0.083], [105234, 97.272, 0.249],
  [110002, 97.33, 0.196], [118258, 97.142, 0.378], [179050, 97.52, 0.203], [199150, 97.476, 0.282],
  [203442, 97.688, 0.131], [209746, 97.53, 0.311], [218610, 97.564, 0.116], [236338, 97.726, 0.159],
  [269234, 97.468, 0.271], [379058, 97.698, 0.197], [406834, 97.71, 0.104], [435826, 97.72, 0.332],
  [469938, 97.73, 0.193], [538162, 97.736, 0.098],
]; // prettier-ignore

const even = (count, mean) => Array.from({ length: count }, (_, index) => [index + 1, mean]);
const TRUTHS = {
  '26 equal networks': even(26, 97),
  'the means of mlp.yaml': MLP,
  // The dearest is the best, all others lose 1.0001 points.
  'just beyond the tolerance': even(26, 96.9999).map(([cost, mean], index) => [cost, index === 25 ? 98 : mean]),
  '2 equal networks': even(2, 97),
  '5 equal networks': even(5, 97),
  '100 equal networks': even(100, 97),
  '26 equal networks of equal cost': even(26, 97).map(([, mean]) => [1, mean]),
};
const SPREADS = {
  'equal, 0.2': () => 0.2,
  'equal networks of unequal spread, 0.1 to 0.4': (index) => 0.1 * 4 ** (((index * 7) % 26) / 25),
};
export const CASES = [];
const spreads = {
  'all 0.2': () => 0.2,
  '0.1 to 0.4': (index) => 0.1 * 4 ** (((index * 7) % 26) / 25),
  '0.5 falling to 0.1': (index, count) => 0.5 - (0.4 * index) / Math.max(count - 1, 1),
  '0.1 rising to 0.5': (index, count) => 0.1 + (0.4 * index) / Math.max(count - 1, 1),
  'one of 1.0, others 0.2': (index) => (index === 1 ? 1 : 0.2),
  'every other 0.1, 0.5': (index) => (index % 2 === 0 ? 0.1 : 0.5),
};
