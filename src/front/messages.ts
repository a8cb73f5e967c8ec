import { lowerFirst } from '../text/values.js';
import { type FrontAnswer, type FrontConfiguration, MOST_SEEDS } from './analyse-front.js';
import { writeCount } from './numbers.js';
import type { CostWords, MetricWords } from './quantities.js';
import { betterWhen, goalOf, type Objective } from '../trial/objective.js';

/** The answer in words: one line, then its basis, then caveats. */
export interface AnswerText {
  readonly headline: string;
  readonly sentences: readonly string[];
  readonly caveats: readonly string[];
}

/** The data an answer is made from. */
export interface AnswerContext {
  readonly answer: FrontAnswer;
  /** Those that were compared. */
  readonly configurations: readonly FrontConfiguration[];
  /** All that there are; those beyond the compared ones are not complete. */
  readonly total: number;
  /** Those that are complete, where some of them may lack the metric. */
  readonly complete?: number;
  /** As it reads in a sentence: see `nameInWords`. */
  readonly nameOf: (configuration: string) => string;
  readonly metric: MetricWords;
  readonly cost: CostWords;
}

/** Of trials of an older version, which completed without a metric. */
export function trainedBefore(metric: string): string {
  return `Its trials were trained before sweep measured ${metric}: remove them with sweep rm and run the spec again.`;
}

/** A whole answer in words: verdicts of the configurations included. */
export function answerInWords(context: AnswerContext): AnswerText {
  const { answer, configurations, total, complete = 0, nameOf, metric } = context;
  const found = new Map(configurations.map((item) => [item.configuration, item]));
  const get = (configuration: string | null): FrontConfiguration | undefined =>
    configuration === null ? undefined : found.get(configuration);
  const best = get(answer.best);
  if (best === undefined && complete > 0) {
    return {
      headline: `No answer: no complete configuration has a ${metric.noun}.`,
      sentences: [trainedBefore(metric.noun)],
      caveats: [],
    };
  }
  if (best === undefined) {
    return {
      headline: 'No answer yet: no configuration is complete.',
      sentences: [
        total === 0
          ? 'There are no configurations to compare.'
          : `None of ${countOf(total)} has completed every seed.`,
      ],
      caveats: [],
    };
  }
  const bestName = nameOf(best.configuration);
  if (answer.state === 'single') {
    return {
      headline: `No comparison: ${bestName} is the only one to compare.`,
      sentences: [`${bestName} has ${measured(best, context)}.`],
      caveats: caveats(context),
    };
  }
  const choice = get(answer.choice);
  const theBest = `The best mean is that of ${bestName}: ${measured(best, context)}.`;
  if (choice === undefined || answer.loss === null) {
    const isCheapest = configurations.every(({ cost }) => cost >= best.cost);
    return {
      headline: soFar(
        context,
        isCheapest
          ? `No, by the means: the best, ${bestName}, is also the cheapest.`
          : `No, by the means: nothing cheaper than the best, ${bestName}, is within ${withinText(context)} of it.`,
      ),
      sentences: [theBest, ...nextText(best, context), ...verdictText(context)],
      caveats: caveats(context),
    };
  }
  const name = nameOf(choice.configuration);
  const takes = `${name} takes ${savedShare(answer)} ${context.cost.comparative} ${context.cost.noun} than the best, ${bestName}`;
  const byMeans = answer.loss.mean === 0 ? 'nothing' : metric.writeDifference(answer.loss.mean);
  const upper = answer.loss.upper === null ? null : metric.writeMost(answer.loss.upper);
  const ofMetric = ` of ${metric.noun}`;
  return {
    headline: soFar(
      context,
      answer.state === 'shown'
        ? `Yes: ${takes}, and loses at most ${upper ?? ''}${ofMetric}.`
        : `Likely, not shown: ${takes}, and loses ${byMeans}${answer.loss.mean === 0 ? '' : ofMetric} by the means${upper === null ? '' : `, at most ${upper}`}.`,
    ),
    sentences: [
      basisText(context, byMeans),
      theBest,
      `${name} has ${measured(choice, context)}: ${ratioText(best, choice, context)}.`,
      ...verdictText(context),
    ],
    caveats: caveats(context),
  };
}

/** Why it is shown, or what is missing. */
function basisText(context: AnswerContext, byMeans: string): string {
  const { answer, configurations, metric } = context;
  const within = withinText(context);
  if (answer.state === 'shown') {
    return `Shown: within ${within} of the true best, whichever that is (95 %, simultaneous over all ${countOf(configurations.length)}); ${byMeans === 'nothing' ? 'the means are equal' : `the means differ by ${byMeans}`}.`;
  }
  const cheapest = `it is the cheapest within ${within} by the means`;
  const { loss, seeds_to_settle: settle } = answer;
  if (loss === null || loss.upper === null) {
    const single = configurations.filter(({ n }) => n === 1).length;
    const which =
      single === configurations.length
        ? 'all have'
        : `${writeCount(single)} of them ${single === 1 ? 'has' : 'have'}`;
    return `Not shown: ${cheapest}, but ${which} only one seed; only further seeds can separate it from noise.`;
  }
  const settled = 'if means and variances stay the same';
  const further =
    settle !== null
      ? `About ${settle} further ${settle === 1 ? 'seed' : 'seeds'} for every configuration would settle it, ${settled}.`
      : loss.mean < answer.tolerance
        ? `More than ${writeCount(MOST_SEEDS)} further seeds for every configuration would be needed to settle it, ${settled}.`
        : `More seeds would not settle it, ${settled}: the means lie ${within} apart.`;
  return `Not shown: ${cheapest}, but may lose ${metric.writeMost(loss.upper)} (95 %, simultaneous over all ${countOf(configurations.length)}). ${further}`;
}

/** Of the cheaper ones that are not good enough, the best. */
function nextText(best: FrontConfiguration, context: AnswerContext): readonly string[] {
  const { configurations, nameOf, metric } = context;
  const distance = ({ mean }: FrontConfiguration): number => Math.abs(best.mean - mean);
  const [next] = configurations
    .filter(({ cost }) => cost < best.cost)
    .sort((a, b) => distance(a) - distance(b) || (a.cost < b.cost ? -1 : 1));
  if (next === undefined) return ['Add cheaper configurations to see what they lose.'];
  return [
    `The best cheaper one, ${nameOf(next.configuration)}, has ${measured(next, context)}: it loses ${metric.writeDifference(distance(next))} by the means, with ${ratioText(best, next, context)}.`,
  ];
}

/** How many verdicts there are of each kind. */
function verdictText({ configurations }: AnswerContext): readonly string[] {
  const count = (verdict: FrontConfiguration['verdict']): number =>
    configurations.filter((item) => item.verdict === verdict).length;
  const [front, dominated, undecided] = [count('front'), count('dominated'), count('undecided')];
  if (undecided === configurations.length) return [];
  const rest =
    undecided === 0 ? '' : `, ${writeCount(undecided)} undecided (more seeds may decide)`;
  return [
    `Verdicts on ${countOf(configurations.length)}: ${writeCount(front)} on the front, ${writeCount(dominated)} dominated${rest}.`,
  ];
}

/** A bare `32` in a sentence would read as a number: `hidden 32`; `none` as if there were nothing. */
export function nameInWords({ hidden }: { readonly hidden: string }, name: string): string {
  if (!name.startsWith(hidden)) return name;
  return /^\d+(-\d+)*$/.test(hidden) ? `hidden ${name}` : configurationInWords(name);
}

/** `97.74 % validation accuracy (95 % CI (t) 97.61 to 97.86 %, 5 seeds) at 538,162 FLOPs per image`. */
function measured({ mean, interval, n, cost }: FrontConfiguration, context: AnswerContext): string {
  const { metric } = context;
  const basis =
    interval === null ? seedsOf(n) : `95 % CI (t) ${metric.writeInterval(interval)}, ${seedsOf(n)}`;
  return `${metric.write(mean)} ${metric.noun} (${basis}) at ${context.cost.write(cost)}`;
}

/** Floored, so that a saving is never told larger than it is and never reads 100 %. */
function savedShare({ share_saved }: FrontAnswer): string {
  const percent = (share_saved ?? 0) * 100 + 1e-9;
  if (percent >= 1) return `${Math.floor(percent)} %`;
  return percent < 0.01 ? 'less than 0.01 %' : `${(Math.floor(percent * 100) / 100).toFixed(2)} %`;
}

/** `453,612 FLOPs per image saved, 6.4x fewer`; without a ratio that would read 1.0. */
function ratioText(
  best: FrontConfiguration,
  cheap: FrontConfiguration,
  { cost }: AnswerContext,
): string {
  const saved =
    typeof best.cost === 'number' && typeof cheap.cost === 'number'
      ? best.cost - cheap.cost
      : BigInt(best.cost) - BigInt(cheap.cost);
  const ratio = Number(best.cost) / Number(cheap.cost);
  const times = ratio < 10 ? ratio.toFixed(1) : String(Math.round(ratio));
  const isTold = Number.isFinite(ratio) && times !== '1.0';
  return `${cost.writeSaved(saved)}${isTold ? `, ${times}x ${cost.comparative}` : ''}`;
}

function withinText({ answer: { tolerance }, metric }: AnswerContext): string {
  const text = metric.writeDifference(tolerance);
  // `1.00 point` is a measurement, `1 percentage point` a choice.
  return text.replace(/^(\d+)(?:\.00|(\.\d*[1-9])0*)? (points?)$/, '$1$2 percentage $3');
}

/** Of a grid that is not complete only a part is known. */
function soFar({ configurations, total }: AnswerContext, text: string): string {
  return configurations.length < total
    ? `So far (${writeCount(configurations.length)} of ${countOf(total)}) ${lowerFirst(text)}`
    : text;
}

function caveats({ configurations, total, cost }: AnswerContext): readonly string[] {
  const open = total - configurations.length;
  const [cheapest, dearest] = [...configurations]
    .sort((a, b) => (a.cost < b.cost ? -1 : a.cost > b.cost ? 1 : 0))
    .filter((_, index, all) => index === 0 || index === all.length - 1);
  const known =
    cheapest === undefined || dearest === undefined
      ? ''
      : `; the others have ${cost.write(cheapest.cost)} to ${cost.write(dearest.cost)}`;
  const fewest = configurations.reduce(
    (least, { n }) => (n > 1 ? Math.min(least, n) : least),
    Infinity,
  );
  return [
    ...(configurations.every(({ n }) => n === 1) && configurations.length > 0
      ? ['One seed each: every verdict is undecided, differences may be noise.']
      : []),
    ...(fewest === 2
      ? [
          'Two seeds barely distinguish an unstable configuration from a stable one: use three or more for the 95 % to hold.',
        ]
      : []),
    ...(open > 0
      ? [
          `${writeCount(open)} of ${countOf(total)} ${open === 1 ? 'is' : 'are'} not compared (incomplete, or without a value or cost)${known}.`,
        ]
      : []),
  ];
}

function seedsOf(n: number): string {
  return n === 1 ? 'one seed' : `${n} seeds`;
}

function countOf(count: number): string {
  return `${writeCount(count)} ${count === 1 ? 'configuration' : 'configurations'}`;
}

/**
 * A configuration's name in a line or a sentence, where `none` alone would be ambiguous:
 * `none (softmax regression)`, `none (softmax regression, lr 0.01)`. Others stay as they are.
 */
export function configurationInWords(name: string): string {
  return name.replace(/^none(?: \((.*)\))?$/, (_, rest?: string) =>
    rest === undefined ? 'none (softmax regression)' : `none (softmax regression, ${rest})`,
  );
}

/**
 * What a reader of a stored sweep must know of its objectives: sweeps of older versions may prefer
 * what is worse, or trade off `seconds`. A sentence or two each, for a line of its own; empty for a
 * sweep whose objectives a spec may have.
 */
export function objectiveNotes(sweep: string, objectives: readonly Objective[]): readonly string[] {
  return objectives.flatMap((objective) => {
    const { name, goal } = objective;
    const better = betterWhen(name);
    return [
      ...(goal === goalOf(name) ? [] : [wrongDirection(sweep, objective, better, goalOf(name))]),
      ...(name === 'seconds' ? [secondsObjective(sweep)] : []),
    ];
  });
}

/** @param better when its metric is better; @param goal the one that says so. */
export function wrongDirection(
  sweep: string,
  { name, goal }: { readonly name: string; readonly goal: string },
  better: 'larger' | 'smaller',
  right: string,
): string {
  return (
    `${sweep} has the objective ${goal} ${name}, but ${name} is better when ${better}: its front and ` +
    `its best are reversed. Set goal: ${right} in its spec, or delete goal, and run ` +
    'it again; nothing is retrained.'
  );
}

export function secondsObjective(sweep: string): string {
  return (
    `${sweep} has seconds as an objective, which depend on what trained at the same time. To optimize for ` +
    `speed, run it with run: {save: all}, then sweep measure ${sweep}, then ` +
    `sweep best ${sweep} --cost latency_ms.`
  );
}
