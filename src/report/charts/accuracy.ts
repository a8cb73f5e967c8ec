import type { TopLevelSpec } from 'vega-lite';
import { objectiveValue } from '../../front/front.js';
import { writeCount, writePercent } from '../../front/numbers.js';
import { COSTS, type Cost, type Metric } from '../../trial/objective.js';
import type { ReportFacts } from '../facts.js';
import { SHAPES, type Palette } from '../palette.js';
import { costTitle, linearDomain, logDomain, logTicks, METRIC_AXES } from './axes.js';
import type { Chart, ChartData } from './chart.js';
import { keepLabelsApart } from './labels.js';

const HYPERPARAMETERS = [
  ['family', 'Family'],
  ['hidden', 'Hidden layers'],
  ['activation', 'Activation'],
  ['optimizer', 'Optimizer'],
  ['learning_rate', 'Learning rate'],
  ['batch_size', 'Batch size'],
  ['epochs', 'Epochs'],
  ['flops_text', 'FLOPs per image'],
  ['params_text', 'Parameters'],
  ['value_text', 'Value'],
  ['seeds_text', 'Seeds'],
] as const;

/** The metric and the cost that the sweep's objectives name first; accuracy and FLOPs if none. */
function axesOf({ sweep }: ReportFacts): { metric: Metric; cost: Cost } {
  const names = sweep.objectives.map((objective) => objective.name);
  const isCost = (name: Metric | Cost): name is Cost => COSTS.some((cost) => cost === name);
  return {
    metric: names.find((name): name is Metric => !isCost(name)) ?? 'val_accuracy',
    cost: names.find(isCost) ?? 'flops',
  };
}

function accuracyData(facts: ReportFacts): ChartData {
  const { metric, cost } = axesOf(facts);
  const points = facts.configurations.flatMap((item) => {
    const statistics = item.means[metric];
    const x = Number(item[cost]);
    if (statistics === null || !(x > 0)) return [];
    const write = metric.endsWith('accuracy')
      ? writePercent
      : (value: number) => value.toPrecision(4);
    const { interval, n } = statistics;
    return [
      {
        configuration: item.configuration,
        label: facts.nameOf(item.configuration),
        family: item.family,
        hidden: item.hidden,
        activation: item.activation,
        optimizer: item.optimizer,
        learning_rate: item.learning_rate,
        batch_size: item.batch_size,
        epochs: item.epochs,
        flops: Number(item.flops),
        params: Number(item.params),
        training_flops: Number(item.training_flops),
        val_accuracy: item.means.val_accuracy?.mean ?? null,
        [metric]: statistics.mean,
        sd: statistics.sd,
        low: interval?.low ?? null,
        high: interval?.high ?? null,
        n,
        seeds: item.seeds.length,
        complete: item.complete,
        front: facts.isOnFront(item.configuration),
        flops_text: writeCount(item.flops),
        params_text: writeCount(item.params),
        value_text:
          interval === null
            ? `${write(statistics.mean)} (n = ${n}, no interval)`
            : `${write(statistics.mean)} (95 % t interval ${write(interval.low)} to ${write(interval.high)}, n = ${n})`,
        seeds_text: `${n} of ${item.seeds.length} completed`,
      },
    ];
  });
  return { points, front: stepsOf(facts, metric, cost) };
}

/**
 * The corners of the front. A budget buys the best that costs no more, so from each point the line
 * runs level towards the dearer until the next one is affordable; the last runs on to the dearest
 * configuration that was tried.
 */
function stepsOf(facts: ReportFacts, metric: Metric, cost: Cost): ChartData[string] {
  const steps = facts.front
    .flatMap((item) => {
      const value = objectiveValue(item, metric);
      return value === null ? [] : [{ cost: Number(item[cost]), value: Number(value) }];
    })
    .sort((a, b) => a.cost - b.cost);
  const last = steps.at(-1);
  const dearest = Math.max(
    ...facts.configurations.filter((item) => item.complete).map((item) => Number(item[cost])),
  );
  return last === undefined || dearest <= last.cost
    ? steps
    : [...steps, { cost: dearest, value: last.value }];
}

function accuracySpec(facts: ReportFacts, palette: Palette): TopLevelSpec | null {
  const { metric, cost } = axesOf(facts);
  const points = accuracyData(facts)['points'] ?? [];
  if (points.length === 0) return null;
  const axis = METRIC_AXES[metric];
  const families = [...new Set(facts.configurations.map((item) => item.family))];
  const domain = logDomain(points.map((point) => Number(point[cost])));
  const range = linearDomain(
    points.flatMap((point) =>
      [point[metric], point['low'], point['high']].filter((value) => typeof value === 'number'),
    ),
    axis.limits,
  );

  const x = {
    field: cost,
    type: 'quantitative' as const,
    scale: { type: 'log' as const, domain, nice: false },
    axis: {
      title: costTitle(cost, facts.sweep.convention),
      format: '~s',
      values: logTicks(domain),
      labelOverlap: 'greedy' as const,
    },
  };
  const y = {
    field: metric,
    type: 'quantitative' as const,
    scale: { domain: range, zero: false, nice: false },
    axis: { title: `${axis.title} (mean over seeds)`, format: axis.format, tickCount: 7 },
  };
  const legend = families.length > 1 ? { title: 'Family', orient: 'top' as const } : null;
  const color = {
    field: 'family',
    type: 'nominal' as const,
    scale: { domain: families, range: [...palette.families] },
    legend,
  };
  const shape = { ...color, scale: { domain: families, range: [...SHAPES] } };
  const tooltip = HYPERPARAMETERS.map(([field, title]) => ({
    field,
    type: 'nominal' as const,
    title: field === 'value_text' ? axis.title : title,
  }));
  const points_ = {
    x,
    y,
    shape,
    fill: color,
    stroke: color,
    // Hollow: not every seed has completed, so its mean may still move and it cannot be on the front.
    fillOpacity: { condition: { test: 'datum.complete', value: 1 }, value: 0 },
    tooltip,
  };

  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: `${axis.title} against ${cost} of ${points.length} configurations; the numbers are in the tables of this page.`,
    width: 'container',
    height: 420,
    autosize: { type: 'fit-x', contains: 'padding' },
    data: { name: 'points' },
    layer: [
      {
        transform: [{ filter: '!datum.front && isValid(datum.low)' }],
        mark: { type: 'rule', clip: true, opacity: 0.25, strokeWidth: 1.5 },
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color },
      },
      {
        transform: [{ filter: '!datum.front' }],
        mark: { type: 'point', size: 55, opacity: 0.38, strokeWidth: 1.5 },
        encoding: points_,
      },
      {
        name: 'front_line',
        data: { name: 'front' },
        mark: { type: 'line', interpolate: 'step-after', strokeWidth: 2, color: palette.accent },
        encoding: { x: { ...x, field: 'cost' }, y: { ...y, field: 'value' } },
      },
      {
        transform: [{ filter: 'datum.front && isValid(datum.low)' }],
        mark: { type: 'rule', clip: true, strokeWidth: 2, opacity: 0.75 },
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color },
      },
      {
        name: 'front_points',
        transform: [{ filter: 'datum.front' }],
        mark: { type: 'point', size: 95, opacity: 1, strokeWidth: 1.5 },
        encoding: points_,
      },
      {
        name: 'front_labels',
        transform: [{ filter: 'datum.front' }],
        mark: { type: 'text', fontWeight: 600, fontSize: 12 },
        encoding: { x, y, text: { field: 'label', type: 'nominal' } },
      },
    ],
  };
}

export const accuracyChart: Chart = {
  id: 'accuracy',
  title: 'Accuracy against FLOPs',
  data: accuracyData,
  spec: accuracySpec,
  empty: 'Nothing to draw yet: no trial has completed.',
  caption: (facts) =>
    [
      'Each point is a configuration, the mean over its seeds.',
      facts.configurations.some((item) => item.completed.length > 1)
        ? 'Bars are 95 % t intervals of the mean; a single seed has none.'
        : 'With a single seed there is no interval.',
      'The line is the front: the best that a budget buys. Faded points are dominated.',
      ...(facts.configurations.some((item) => !item.complete && item.completed.length > 0)
        ? ['Hollow points wait for more seeds and are not compared.']
        : []),
    ].join(' '),
  adapt: (spec) =>
    keepLabelsApart(spec, 'front_labels_marks', ['front_points_marks', 'front_line_marks']),
};
