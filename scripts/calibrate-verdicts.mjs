/**
 * How often does analyseFront say something false, and how often does it show what is true? Simulates
 * sweeps of known truth and prints the tables of docs/statistics.md:
 *
 *   node scripts/calibrate-verdicts.mjs [--sweeps 2000] [--seed 11]
 *
 * A false statement: `front` for a configuration that another one, no dearer, equals or beats;
 * `dominated` for one that none at no more cost beats; `shown` for one that loses more than the
 * tolerance against the best. Equal configurations make the first two as likely as they can be; those
 * that lose a hair more than the tolerance the third. Beside it stands the plain way: Welch's t for
 * every pair, two-sided, by Bonferroni.
 */
import { parseArgs } from 'node:util';
import { generatorOf, normal } from './calibrate/random.mjs';
import { bonferroni } from './calibrate/bonferroni.mjs';
import { HARD, MLP, SPREADS, TRUTHS } from './calibrate/truths.mjs';
import { analyseFront } from '../dist/index.js';

const { values } = parseArgs({
  options: {
    sweeps: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '11' },
  },
});
const sweeps = Number(values.sweeps);
/** Percentage points: values are per cent here. */
const TOLERANCE = 1;

/** One setting: shares of sweeps, and verdicts and savings for each sweep on average. */
function simulate(truth, valueOf, seedsOf, analyse) {
  const next = generatorOf(Number(values.seed));
  const best = Math.max(...truth.map(({ mean }) => mean));
  const totals = { false: 0, decided: 0, shown: 0 };
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const rows = truth.flatMap(({ cost, mean }, index) =>
      Array.from({ length: seedsOf(index) }, (_, seed) => {
        const value = valueOf(mean, index, truth.length, next);
        return { configuration: String(index), seed, cost, value };
      }),
    );
    const { answer, configurations } = analyse(rows, { tolerance: TOLERANCE });
    const shown = answer.state === 'shown' ? truth[Number(answer.choice)] : undefined;
    let isFalse = shown !== undefined && best - shown.mean > TOLERANCE;
    for (const { configuration, verdict } of configurations) {
      if (verdict === 'undecided') continue;
      totals.decided++;
      const own = truth[Number(configuration)];
      const rivals = truth.filter((other) => other !== own && other.cost <= own.cost);
      const rival = Math.max(...rivals.map(({ mean }) => mean));
      if (verdict === 'front' ? rival >= own.mean : rival <= own.mean) isFalse = true;
    }
    if (isFalse) totals.false++;
    if (shown !== undefined) totals.shown++;
  }
  return totals;
}

/** Normal values of as many seeds. */
function simulateNormal(truth, sdOf, seeds, analyse) {
  const valueOf = (mean, index, count, next) => mean + sdOf(index, count) * normal(next);
  return simulate(truth, valueOf, () => seeds, analyse);
}

const percent = (count) => `${((100 * count) / sweeps).toFixed(1)} %`;
const row = (cells) => `| ${cells.join(' | ')} |`;

console.log(`${sweeps} sweeps a setting, generator seed ${values.seed}.\n`);
console.log(row(['truth', 'standard deviations', '3 seeds', '5 seeds', '10 seeds']));
console.log(row(['---', '---', '---:', '---:', '---:']));
for (const [name, truth] of Object.entries(TRUTHS)) {
  for (const [spread, sdOf] of Object.entries(SPREADS)) {
    const rates = [3, 5, 10].map((n) =>
      percent(simulateNormal(truth, sdOf, n, analyseFront).false),
    );
    console.log(row([name, spread, ...rates]));
  }
}

console.log('');
console.log(row(['truth, values and seeds', 'false']));
console.log(row(['---', '---:']));
for (const [name, { truth, valueOf, seedsOf }] of Object.entries(HARD)) {
  console.log(row([name, percent(simulate(truth, valueOf, seedsOf, analyseFront).false)]));
}

console.log(`\nPower on the means of mlp.yaml, a network of its own standard deviation each.\n`);
console.log(row(['seeds', 'method', 'false', 'decided of 26', 'a saving is shown']));
console.log(row(['---:', '---', '---:', '---:', '---:']));
for (const seeds of [3, 5, 10, 20]) {
  for (const [name, analyse] of [
    ['analyseFront', analyseFront],
    ['Bonferroni, all pairs', bonferroni],
  ]) {
    const sdOf = (index) => MLP[index].sd;
    const totals = simulateNormal(TRUTHS['means of mlp.yaml'], sdOf, seeds, analyse);
    console.log(
      row([
        seeds,
        name,
        percent(totals.false),
        (totals.decided / sweeps).toFixed(1),
        percent(totals.shown),
      ]),
    );
  }
}
