import { writeSi } from '../../front/numbers.js';
import { writeCost } from '../../results-file/words.js';
import { zeroCosts } from '../charts/axes.js';
import { perFacts, type Chart, type ChartData } from '../charts/chart.js';
import {
  FRONT_LABELS,
  FRONT_MARKS,
  frontCaption,
  frontData,
  type FrontData,
  frontSpec,
  frontSteps,
  keepLabelsApart,
} from '../charts/front-spec.js';
import { VERDICT_WORDS } from '../charts/points.js';
import type { ResultsFacts } from './facts.js';

const drawnOf = perFacts((facts: ResultsFacts): FrontData => {
  const { points = [], front = [] } = pointsAndFront(facts);
  const { range } = facts.results;
  return frontData(
    points,
    front,
    { field: 'cost', write: writeSi },
    { field: 'value', write: facts.metric.write, limits: range ?? [-Infinity, Infinity] },
    'group',
  );
});

/** The metric of a file of results against its cost. */
export const resultsChart: Chart<ResultsFacts> = {
  id: 'accuracy',
  title: ({ metric, cost }) => `${metric.noun} against ${cost.noun}`,
  data: (facts) => drawnOf(facts).rows,
  spec: (facts, palette) => {
    const data = drawnOf(facts);
    const total = data.rows.points.length + data.counts.crowd;
    if (total === 0) return null;
    const { metric, cost, results } = facts;
    return frontSpec(
      {
        data,
        x: { field: 'cost', title: [cost.noun, '(log scale)'] },
        y: {
          field: 'value',
          title: severalSeeds(facts) ? `${metric.noun} (mean over seeds)` : metric.noun,
          format: results.range === null ? '~g' : '~%',
        },
        groups: { field: 'group', title: '', names: [results.file] },
        tooltip: [
          ['label', 'Configuration'],
          ['value_text', metric.noun],
          ['interval_text', '95 % CI (t)'],
          ['verdict_text', 'Verdict'],
          ['n', 'Seeds'],
          ['cost_text', cost.noun],
          ...results.columns.map((column, at) => [parameterField(at), column] as const),
        ],
        crowdTooltip: { x: cost.noun, y: metric.noun },
        description: `${metric.noun} against ${cost.noun} of ${total} configurations; the numbers are in the tables of this page.`,
      },
      palette,
    );
  },
  empty: 'Nothing to draw: no configuration could be compared, or none has a cost above 0.',
  caption: (facts) =>
    [
      ...frontCaption(severalSeeds(facts), drawnOf(facts)),
      ...(facts.configurations.some((item) => !isDrawn(item)) ? [zeroCosts()] : []),
    ].join(' '),
  adapt: (spec) => keepLabelsApart(spec, FRONT_LABELS, FRONT_MARKS),
};

function severalSeeds({ configurations }: ResultsFacts): boolean {
  return configurations.some(({ n }) => n > 1);
}

/** A name that no column of a file can have. */
const parameterField = (at: number): string => `parameter_${at}`;

const isDrawn = ({ cost }: ResultsFacts['configurations'][number]): boolean => Number(cost) > 0;

function pointsAndFront({ configurations, results, metric }: ResultsFacts): ChartData {
  const parameters = new Map(
    results.configurations.map((item) => [item.configuration, item.parameters] as const),
  );
  const drawn = configurations.filter(isDrawn);
  return {
    points: drawn.map((item) => ({
      configuration: item.configuration,
      label: item.configuration,
      group: results.file,
      cost: Number(item.cost),
      value: item.mean,
      low: item.interval?.[0] ?? null,
      high: item.interval?.[1] ?? null,
      n: item.n,
      complete: true,
      front: item.front,
      verdict: item.verdict,
      value_text: metric.write(item.mean),
      interval_text:
        item.interval === null ? 'none (one seed)' : metric.writeInterval(item.interval),
      verdict_text: VERDICT_WORDS[item.verdict],
      cost_text: writeCost(item.cost),
      ...Object.fromEntries(
        results.columns.map((column, at) => [
          parameterField(at),
          String(parameters.get(item.configuration)?.[column] ?? '–'),
        ]),
      ),
    })),
    front: frontSteps(
      drawn
        .filter((item) => item.front)
        .map((item) => ({ cost: Number(item.cost), value: item.mean })),
      results.goal,
      Math.max(...drawn.map((item) => Number(item.cost))),
    ),
  };
}
