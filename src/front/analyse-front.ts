import type { Count } from '../quantity/costs.js';
import { Quantiles, simultaneousTails, type Tails } from './critical-values.js';
import { moderateVariances, type Moderated } from './moderated-variances.js';
import { roundMean, roundSpread } from './numbers.js';
import { meanOf, varianceOf } from './statistics.js';
import { tQuantile95 } from './distributions.js';

/** One run: what a configuration reached with one seed, and what it costs. */
export interface FrontRow {
  /** Names the configuration. */
  readonly configuration: string;
  readonly seed: number | string;
  /** Equal in all rows of a configuration; any unit. */
  readonly cost: Count;
  readonly value: number;
}

export interface FrontOptions {
  /** Of the value; the cost is always better when smaller. Default: `maximize`. */
  readonly goal?: 'maximize' | 'minimize';
  /** How much worse than the best is still a good result, in the value's unit. Default: 0.01. */
  readonly tolerance?: number;
  /** Where values lie, as [0, 1] for shares: means and intervals never leave it. Default: anywhere. */
  readonly range?: readonly [low: number, high: number];
}

/**
 * `front`, `dominated`: shown, simultaneously over all configurations at 95 %; else `undecided`. One seed
 * decides nothing, of its own configuration and against others.
 */
export type Verdict = 'front' | 'dominated' | 'undecided';

export interface FrontConfiguration {
  readonly configuration: string;
  readonly cost: Count;
  /** Over its seeds, in the value's unit. */
  readonly mean: number;
  /** Seeds. */
  readonly n: number;
  /** Its own 95 % t interval with the moderated variance, no comparison; null for one seed. */
  readonly interval: readonly [low: number, high: number] | null;
  /** True where no other one's mean and cost dominate it. */
  readonly front: boolean;
  readonly verdict: Verdict;
}

/** "Can I still get a good result at less cost?" */
export interface FrontAnswer {
  /**
   * `shown`: the choice's loss against the best, whichever that is, is at most the tolerance also at
   * its upper bound; `likely`: by means alone; `no`: nothing cheaper than the best is within it by
   * means; `single`: one configuration; `nothing`: none.
   */
  readonly state: 'shown' | 'likely' | 'no' | 'single' | 'nothing';
  readonly tolerance: number;
  /** The best mean; of equal ones the cheaper. */
  readonly best: string | null;
  /** The cheapest that is shown, else the cheapest that is likely. */
  readonly choice: string | null;
  /**
   * What the choice loses against the best: by means, and at most, simultaneously over all
   * configurations at 95 %. `upper` is null where a configuration has one seed only: how far it is from
   * its mean nobody knows, so that it may be any amount better.
   */
  readonly loss: { readonly mean: number; readonly upper: number | null } | null;
  /** 1 - cost(choice) / cost(best), 0 to 1. */
  readonly share_saved: number | null;
  /**
   * Further seeds for every configuration with which `likely` would be `shown`, if means and variances
   * stay; null above 1,000, without an estimate of variance, and for other states. A loss of the whole
   * tolerance by the means is settled by no number of seeds.
   */
  readonly seeds_to_settle: number | null;
}

export interface FrontAnalysis {
  readonly answer: FrontAnswer;
  /** In the order of their first rows. */
  readonly configurations: readonly FrontConfiguration[];
  /** What could not be compared. */
  readonly left_out: readonly { readonly configuration: string; readonly reason: string }[];
}

/** Further seeds than these are not asked for. */
export const MOST_SEEDS = 1000;
/** Of the larger of two means of fifteen digits: what their difference may be off. */
const SLACK = 2e-15;

/**
 * Which configurations are on the front of value against cost, which are dominated, and whether a
 * cheaper one is as good as the best: what the seeds show, not what the means suggest. Every verdict
 * and the answer hold together in 95 % of sweeps of three seeds or more, whatever the means, as long as
 * values are about normal. Method, calibration and limits: docs/statistics.md. Pure; no rows give the state `nothing`.
 *
 * @throws RangeError for an option that is no number, a negative tolerance or an empty range.
 */
export function analyseFront(rows: readonly FrontRow[], options: FrontOptions = {}): FrontAnalysis {
  const { goal = 'maximize', tolerance = 0.01, range } = options;
  refuseOptions(goal, tolerance, range);
  const { groups: given, left_out } = groupRows(rows);
  const unit = unitOf(given);
  const groups =
    unit === 1
      ? given
      : given.map((group) => ({ ...group, values: group.values.map((value) => value / unit) }));
  const sign = goal === 'maximize' ? 1 : -1;
  const field = new Comparison(groups, sign);
  const verdicts = field.verdicts();
  const onFront = field.frontOfMeans();
  const [low, high] = range ?? [-Infinity, Infinity];
  const clip = (value: number): number => Math.min(Math.max(value, low), high);
  const answer = field.answer(Math.min(tolerance / unit, Number.MAX_VALUE));
  const { loss } = answer;
  return {
    answer: {
      ...answer,
      tolerance,
      loss:
        loss === null
          ? null
          : {
              mean: roundSpread(loss.mean * unit),
              upper:
                loss.upper === null
                  ? null
                  : roundSpread(
                      Math.max(loss.mean * unit, Math.min(loss.upper * unit, high - low)),
                    ),
            },
    },
    configurations: groups.map(({ configuration, cost, values }, index) => {
      const own = field.ownInterval(index);
      return {
        configuration,
        cost,
        mean: clip(roundMean(meanOf(values) * unit)),
        n: values.length,
        interval:
          own === null
            ? null
            : [clip(roundSpread(own[0] * unit)), clip(roundSpread(own[1] * unit))],
        front: onFront[index] === true,
        verdict: verdicts[index] ?? 'undecided',
      };
    }),
    left_out,
  };
}

/**
 * The unit to reckon in: 1, or for values whose squares would leave the range of doubles a power of two
 * near the largest, by which numbers are divided without a rounding.
 */
function unitOf(groups: readonly Group[]): number {
  let most = 0;
  for (const { values } of groups) {
    for (const value of values) most = Math.max(most, Math.abs(value));
  }
  if (most === 0) return 1;
  const power = Math.floor(Math.log2(most));
  return Math.abs(power) > 200 ? 2 ** power : 1;
}

interface Group {
  readonly configuration: string;
  readonly cost: Count;
  readonly values: readonly number[];
}

function groupRows(rows: readonly FrontRow[]): {
  readonly groups: readonly Group[];
  readonly left_out: FrontAnalysis['left_out'];
} {
  const found = new Map<string, { cost: Count; seeds: Set<number | string>; values: number[] }>();
  const reasons = new Map<string, string>();
  const leaveOut = (configuration: string, reason: string): void => {
    if (!reasons.has(configuration)) reasons.set(configuration, reason);
  };
  for (const { configuration, seed, cost, value } of rows) {
    let group = found.get(configuration);
    if (group === undefined) {
      group = { cost, seeds: new Set(), values: [] };
      found.set(configuration, group);
    }
    // The seed 3 and the seed '3' are one.
    const name = String(seed);
    if (!Number.isFinite(value)) leaveOut(configuration, notFinite(name, value));
    if (!isCost(cost)) leaveOut(configuration, noCost(cost));
    else if (compareCosts(cost, group.cost) !== 0) {
      leaveOut(configuration, twoCosts(group.cost, cost));
    }
    if (group.seeds.has(name)) leaveOut(configuration, twoValues(name));
    group.seeds.add(name);
    group.values.push(value);
  }
  return {
    groups: [...found].flatMap(([configuration, { cost, values }]) =>
      // Sorted, so that the order of rows decides nothing, not even the last digit of a mean.
      reasons.has(configuration)
        ? []
        : [{ configuration, cost, values: values.sort((a, b) => a - b) }],
    ),
    left_out: [...reasons].map(([configuration, reason]) => ({ configuration, reason })),
  };
}

/** What is known of the means, per place: their variances and the degrees of freedom of these. */
interface Knowledge {
  readonly variances: Float64Array;
  readonly dfs: Float64Array;
  /** Of all together. */
  readonly pooled_df: number;
}

/**
 * Configurations with what they are compared by. Within it a larger mean is better, whatever the goal,
 * and places count from the cheapest; means are compared in the fifteen digits in which they are told.
 */
class Comparison {
  readonly #groups: readonly Group[];
  /** Index of a group per place, cheapest first. */
  readonly #order: readonly number[];
  /** Place per index of a group. */
  readonly #placeOf: Int32Array;
  /** First place of the group of equal cost, and the first place after it, per place. */
  readonly #tieStart: Int32Array;
  readonly #tieEnd: Int32Array;
  readonly #means: Float64Array;
  readonly #known: Knowledge;
  readonly #moderated: Moderated | null;
  readonly #tails: Tails | null;

  constructor(groups: readonly Group[], sign: 1 | -1) {
    this.#groups = groups;
    const means = groups.map(({ values }) => sign * roundMean(meanOf(values)));
    // Beyond cost and mean the name decides, so that the order of rows does not.
    this.#order = groups
      .map((_, index) => index)
      .sort(
        (a, b) =>
          compareCosts(at(groups, a).cost, at(groups, b).cost) ||
          at(means, b) - at(means, a) ||
          (at(groups, a).configuration < at(groups, b).configuration ? -1 : 1),
      );
    this.#placeOf = new Int32Array(groups.length);
    this.#order.forEach((index, place) => {
      this.#placeOf[index] = place;
    });
    const placed = this.#order.map((index) => at(groups, index));
    const size = placed.length;
    this.#means = Float64Array.from(this.#order, (index) => at(means, index));
    this.#moderated = moderateVariances(
      placed.map(({ values }) => ({
        variance: values.length > 1 ? varianceOf(values, meanOf(values)) : 0,
        df: values.length - 1,
      })),
    );
    const { variances = [], pooled_df = 0 } = this.#moderated ?? {};
    this.#known = {
      variances: Float64Array.from(
        placed,
        ({ values }, place) => (variances[place]?.variance ?? NaN) / values.length,
      ),
      dfs: Float64Array.from(placed, (_, place) => variances[place]?.df ?? 0),
      pooled_df,
    };
    this.#tieStart = new Int32Array(size);
    this.#tieEnd = new Int32Array(size);
    const ties: number[] = [];
    for (let start = 0; start < size;) {
      let end = start + 1;
      while (end < size && compareCosts(at(placed, end).cost, at(placed, start).cost) === 0) end++;
      this.#tieStart.fill(start, start, end);
      this.#tieEnd.fill(end, start, end);
      ties.push(end - start);
      start = end;
    }
    this.#tails = this.#moderated === null || size === 0 ? null : simultaneousTails(ties);
  }

  /** Per group; undecided where a configuration has one seed. */
  verdicts(): Verdict[] {
    const verdicts: Verdict[] = this.#groups.map(() => 'undecided');
    if (this.#tails === null) return verdicts;
    const bounds = {
      front: this.#bounds(this.#tails.front),
      dominated: this.#bounds(this.#tails.dominated),
    };
    this.#order.forEach((index, place) => {
      verdicts[index] = this.#verdictAt(place, bounds);
    });
    return verdicts;
  }

  #bounds(tail: number): Bounds {
    const { dfs, pooled_df } = this.#known;
    const quantiles = new Quantiles(tail);
    return { quantiles, least: quantiles.at(pooled_df), most: dfs.map((df) => quantiles.at(df)) };
  }

  #verdictAt(place: number, bounds: Readonly<Record<'front' | 'dominated', Bounds>>): Verdict {
    const mean = this.#means[place] as number;
    const end = this.#tieEnd[place] as number;
    let isFront = (this.#known.dfs[place] as number) > 0;
    for (let other = 0; other < end; other++) {
      if (other === place) continue;
      const difference = mean - (this.#means[other] as number);
      if (difference < 0) {
        isFront = false;
        if (isBeyond(-difference, place, other, bounds.dominated, this.#known)) {
          return 'dominated';
        }
      } else if (isFront) {
        isFront = isBeyond(difference, place, other, bounds.front, this.#known);
      }
    }
    return isFront ? 'front' : 'undecided';
  }

  /** Per group: no other mean is at least as good at no more cost, and better in one of the two. */
  frontOfMeans(): boolean[] {
    const onFront: boolean[] = this.#groups.map(() => false);
    let best = -Infinity;
    for (let start = 0; start < this.#order.length; start = this.#tieEnd[start] as number) {
      const end = this.#tieEnd[start] as number;
      const own = this.#means.subarray(start, end).reduce((most, mean) => Math.max(most, mean));
      for (let place = start; place < end && own > best; place++) {
        if (this.#means[place] === own) onFront[at(this.#order, place)] = true;
      }
      best = Math.max(best, own);
    }
    return onFront;
  }

  /** A group's own 95 % t interval. */
  ownInterval(index: number): readonly [number, number] | null {
    const place = this.#placeOf[index] as number;
    const { values } = at(this.#groups, index);
    const df = this.#known.dfs[place] as number;
    if (values.length < 2 || df < 1) return null;
    const mean = meanOf(values);
    const half = tQuantile95(df) * Math.sqrt(this.#known.variances[place] as number);
    return [mean - half, mean + half];
  }

  answer(tolerance: number): FrontAnswer {
    const name = (place: number): string => at(this.#groups, at(this.#order, place)).configuration;
    const nothing = { choice: null, loss: null, share_saved: null, seeds_to_settle: null };
    const count = this.#order.length;
    if (count === 0) return { state: 'nothing', tolerance, best: null, ...nothing };
    let best = 0;
    for (let place = 1; place < count; place++) {
      if ((this.#means[place] as number) > (this.#means[best] as number)) best = place;
    }
    if (count === 1) return { state: 'single', tolerance, best: name(best), ...nothing };

    const quantiles = this.#tails === null ? null : new Quantiles(this.#tails.loss);
    const cheaper = Array.from({ length: this.#tieStart[best] as number }, (_, place) => place);
    const near = cheaper.filter(
      (place) => this.#loss(place, best) <= tolerance + this.#slack(place, best),
    );
    const shown = near.find(
      (place) => quantiles !== null && this.#isWithin(place, best, tolerance, quantiles),
    );
    const choice = shown ?? near[0];
    if (choice === undefined) return { state: 'no', tolerance, best: name(best), ...nothing };
    const upper = quantiles === null ? null : this.#upperLoss(choice, quantiles, this.#known);
    const cost = (place: number): Count => at(this.#groups, at(this.#order, place)).cost;
    return {
      state: shown === undefined ? 'likely' : 'shown',
      tolerance,
      best: name(best),
      choice: name(choice),
      loss: {
        mean: this.#loss(choice, best),
        upper: upper === null || !Number.isFinite(upper) ? null : upper,
      },
      share_saved: shareSaved(cost(choice), cost(best)),
      seeds_to_settle: shown === undefined ? this.#seedsToSettle(choice, best, tolerance) : null,
    };
  }

  #slack(place: number, other: number): number {
    return (
      SLACK *
      Math.max(Math.abs(this.#means[place] as number), Math.abs(this.#means[other] as number))
    );
  }

  #loss(place: number, best: number): number {
    return Math.max(0, (this.#means[best] as number) - (this.#means[place] as number));
  }

  /** Whether its loss against each other one, so also against the best, is within at its upper bound. */
  #isWithin(place: number, best: number, tolerance: number, quantiles: Quantiles): boolean {
    // The best by means is the one that most often says no.
    const most = tolerance + this.#slack(place, best);
    if (this.#bound(place, best, quantiles, this.#known) > most) return false;
    return this.#upperLoss(place, quantiles, this.#known) <= most;
  }

  #upperLoss(place: number, quantiles: Quantiles, known: Knowledge): number {
    let upper = 0;
    for (let other = 0; other < this.#order.length; other++) {
      if (other !== place) upper = Math.max(upper, this.#bound(place, other, quantiles, known));
    }
    return upper;
  }

  /** Upper bound of another one's mean minus this one's. */
  #bound(place: number, other: number, quantiles: Quantiles, known: Knowledge): number {
    const difference = (this.#means[other] as number) - (this.#means[place] as number);
    if (known.dfs[place] === 0 || known.dfs[other] === 0) return Infinity;
    const spread = (known.variances[place] as number) + (known.variances[other] as number);
    if (spread === 0) return difference;
    return difference + quantiles.at(dfOfPair(place, other, known)) * Math.sqrt(spread);
  }

  #seedsToSettle(place: number, best: number, tolerance: number): number | null {
    if (this.#tails === null || this.#moderated === null) return null;
    const quantiles = new Quantiles(this.#tails.loss);
    const sizes = this.#order.map((index) => at(this.#groups, index).values.length);
    const prior = this.#moderated.prior_df;
    const most = tolerance + this.#slack(place, best);
    const isSettledBy = (further: number): boolean => {
      const pooled_df = this.#known.pooled_df + further * sizes.length;
      const known: Knowledge = {
        variances: this.#known.variances.map((variance, other) => {
          const n = at(sizes, other);
          return (variance * n) / (n + further);
        }),
        dfs: Float64Array.from(sizes, (n) => {
          const df = n - 1 + further;
          const mean_df = pooled_df / sizes.length;
          return Math.min(df + prior * Math.min(1, df / mean_df), pooled_df);
        }),
        pooled_df,
      };
      return this.#upperLoss(place, quantiles, known) <= most;
    };
    if (!isSettledBy(MOST_SEEDS)) return null;
    let [low, high] = [0, MOST_SEEDS];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (isSettledBy(middle)) high = middle;
      else low = middle;
    }
    return high;
  }
}

/** The t quantiles of comparisons of a tail: between the least of all and the larger of its two places. */
interface Bounds {
  readonly quantiles: Quantiles;
  readonly least: number;
  /** Per place: that of its own degrees of freedom. */
  readonly most: Float64Array;
}

/** Whether a positive difference of two means is more than their quantile of its standard error. */
function isBeyond(
  difference: number,
  place: number,
  other: number,
  { quantiles, least, most }: Bounds,
  known: Knowledge,
): boolean {
  const spread = (known.variances[place] as number) + (known.variances[other] as number);
  const squared = difference * difference;
  if (known.dfs[place] === 0 || known.dfs[other] === 0) return false;
  if (spread === 0) return difference > 0;
  // The bounds decide of most differences, and are faster than degrees of freedom of a pair.
  if (squared <= least * least * spread) return false;
  const safe = Math.max(most[place] as number, most[other] as number);
  if (squared > safe * safe * spread) return true;
  return squared > quantiles.at(dfOfPair(place, other, known)) ** 2 * spread;
}

/**
 * Degrees of freedom of a difference: halfway between those of the less known variance, which are safe,
 * and Welch's, which are too many where the variances themselves are estimated badly (calibrated by
 * simulation, docs/statistics.md).
 */
function dfOfPair(place: number, other: number, { variances, dfs, pooled_df }: Knowledge): number {
  const [a, b] = [variances[place] as number, variances[other] as number];
  const [dfA, dfB] = [dfs[place] as number, dfs[other] as number];
  const welch = Math.min((a + b) ** 2 / ((a * a) / dfA + (b * b) / dfB), pooled_df);
  return (Math.min(dfA, dfB) + welch) / 2;
}

/** Exact, also where a bigint meets a number. */
function compareCosts(a: Count, b: Count): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A count or a measure, from 0 up; programs without types may give anything. */
function isCost(cost: unknown): cost is Count {
  return (
    (typeof cost === 'bigint' && cost >= 0n) ||
    (typeof cost === 'number' && Number.isFinite(cost) && cost >= 0)
  );
}

/** 1 - cheap / dear, also of counts beyond the range of doubles. */
function shareSaved(cheap: Count, dear: Count): number {
  const [small, large] = [Number(cheap), Number(dear)];
  if (Number.isFinite(large)) return 1 - small / large;
  const whole = BigInt(dear);
  // A measured cost is nothing beside such a count.
  const saved = whole - (typeof cheap === 'bigint' ? cheap : BigInt(Math.floor(cheap)));
  return Number((saved * 10n ** 15n) / whole) / 1e15;
}

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new RangeError(`no item ${index} of ${items.length}`);
  return item;
}

function refuseOptions(goal: string, tolerance: number, range: FrontOptions['range']): void {
  if (goal !== 'maximize' && goal !== 'minimize') {
    throw new RangeError(`Expected \`goal\` to be maximize or minimize, got ${goal}`);
  }
  if (!(tolerance >= 0) || tolerance === Infinity) {
    throw new RangeError(`Expected \`tolerance\` to be a number from 0 up, got ${tolerance}`);
  }
  if (range !== undefined && !(range[0] < range[1])) {
    throw new RangeError(`Expected \`range\` to be [low, high], got [${range.join(', ')}]`);
  }
}

// Why a configuration is left out.

function notFinite(seed: string, value: number): string {
  return `the value of seed ${seed} is ${value}`;
}

function noCost(cost: Count): string {
  return `its cost is ${String(cost)}`;
}

function twoCosts(first: Count, second: Count): string {
  return `it has two costs, ${first} and ${second}`;
}

function twoValues(seed: string): string {
  return `it has two values for seed ${seed}`;
}
