import type { TopLevelSpec } from 'vega-lite';
import type { ReportFacts } from '../facts.js';
import { SHAPES, type Palette } from '../palette.js';
import { costTitle, linearDomain, logDomain, logTicks, METRIC_AXES } from './axes.js';
import type { Chart } from './chart.js';
import { keepLabelsApart } from './labels.js';
import { axesOf, pointsAndFront } from './points.js';

/** Fields of a point's tooltip; the value's own title is that of the axis. */
const TOOLTIP = [
  ['label', 'Configuration'],
  ['value_text', null],
  ['interval_text', '95 % CI (t)'],
  ['verdict_text', 'Verdict'],
  ['seeds_text', 'Seeds'],
  ['flops_text', 'FLOPs per image'],
  ['training_flops_text', 'Training FLOPs'],
  ['params_text', 'Parameters'],
  ['hidden', 'Hidden layers'],
  ['activation', 'Activation'],
  ['dropout', 'Dropout'],
  ['optimizer', 'Optimizer'],
  ['learning_rate', 'Learning rate'],
  ['weight_decay', 'Weight decay'],
  ['batch_size', 'Batch size'],
  ['epochs', 'Epochs'],
  ['family', 'Family'],
] as const;

/** Shown to be dominated: it stands back. */
const FADED = "datum.verdict === 'dominated'";

function accuracySpec(facts: ReportFacts, palette: Palette): TopLevelSpec | null {
  const { metric, cost } = axesOf(facts);
  const points = pointsAndFront(facts)['points'] ?? [];
  if (points.length === 0) return null;
  const axis = METRIC_AXES[metric];
  const groups = groupsOf(facts);
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
    axis: {
      title: severalSeeds(facts) ? `${axis.title} (mean over seeds)` : axis.title,
      format: axis.format,
      tickCount: 7,
    },
  };
  const title = facts.grouping === 'sweep' ? 'Sweep' : 'Family';
  // The first layer's points are faded; their legend is not.
  const legend =
    groups.length > 1 ? { title, orient: 'top' as const, columns: 2, symbolOpacity: 1 } : null;
  const color = {
    field: facts.grouping,
    type: 'nominal' as const,
    scale: { domain: groups, range: [...palette.families] },
    legend,
  };
  const shape = { ...color, scale: { domain: groups, range: [...SHAPES] } };
  const fields = facts.grouping === 'sweep' ? [...TOOLTIP, ['sweep', 'Sweep'] as const] : TOOLTIP;
  const tooltip = fields.map(([field, title]) => ({
    field,
    type: 'nominal' as const,
    title: title ?? axis.title,
  }));
  const encoding = {
    x,
    y,
    shape,
    fill: color,
    stroke: color,
    // Hollow: not every seed has completed, so its mean may still move and it cannot be on the front.
    // Pale in a full outline: the seeds leave open whether it is on the front.
    fillOpacity: {
      condition: [
        { test: '!datum.complete', value: 0 },
        { test: "datum.verdict === 'undecided'", value: 0.22 },
      ],
      value: 1,
    },
    strokeOpacity: { condition: { test: FADED, value: 0.38 }, value: 1 },
    opacity: { condition: { test: FADED, value: 0.38 }, value: 1 },
    strokeDash: { condition: { test: '!datum.complete', value: [2, 2] }, value: [] },
    tooltip,
  };

  const intervals = (front: boolean, look: { opacity: number; strokeWidth: number }) =>
    points.some((point) => point['front'] === front && point['low'] !== null)
      ? [
          {
            name: front ? 'front_intervals' : 'dominated_intervals',
            transform: [{ filter: `${front ? '' : '!'}datum.front && isValid(datum.low)` }],
            mark: { type: 'rule' as const, clip: true, ...look },
            encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color },
          },
        ]
      : [];

  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: `${axis.title} against ${cost} of ${points.length} configurations; the numbers are in the tables of this page.`,
    width: 'container',
    height: 420,
    autosize: { type: 'fit-x', contains: 'padding' },
    data: { name: 'points' },
    // Drawn in this order; a layer without rows is left out, because Vega's label transform fails on
    // an empty mark that it has to avoid.
    layer: [
      ...intervals(false, { opacity: 0.25, strokeWidth: 1.5 }),
      {
        transform: [{ filter: '!datum.front' }],
        mark: { type: 'point', size: 55, strokeWidth: 1.5 },
        encoding,
      },
      {
        name: 'front_line',
        data: { name: 'front' },
        mark: { type: 'line', interpolate: 'step-after', strokeWidth: 2, color: palette.accent },
        encoding: { x: { ...x, field: 'cost' }, y: { ...y, field: 'value' } },
      },
      ...intervals(true, { opacity: 0.75, strokeWidth: 2 }),
      {
        name: 'front_points',
        transform: [{ filter: 'datum.front' }],
        mark: { type: 'point', size: 95, strokeWidth: 1.5 },
        encoding,
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

/** Sweeps in their order, then what several of them have, so that a sweep keeps its colour. */
function groupsOf({ configurations, groupOf, parts = [] }: ReportFacts): string[] {
  const groups = new Set(configurations.map(groupOf));
  const single = parts.map(({ sweep }) => sweep.sweep).filter((name) => groups.has(name));
  return [...new Set([...single, ...groups])];
}

function severalSeeds(facts: ReportFacts): boolean {
  return facts.configurations.some((item) => item.completed.length > 1);
}

export const accuracyChart: Chart = {
  id: 'accuracy',
  title: (facts) => {
    const { metric, cost } = axesOf(facts);
    return metric === 'val_accuracy' && cost === 'flops'
      ? 'Accuracy against FLOPs'
      : `${METRIC_AXES[metric].title} against ${cost}`;
  },
  data: pointsAndFront,
  spec: accuracySpec,
  empty: 'Nothing to draw yet: no trial has completed.',
  caption: (facts) =>
    [
      ...(severalSeeds(facts)
        ? [
            'Each point is a configuration, the mean over its seeds.',
            'Bars are 95 % confidence intervals of the mean (t); a single seed has none.',
          ]
        : ['Each point is a configuration, trained with one seed, so there is no interval.']),
      'The line is the Pareto front of the means: the best mean that a budget buys.',
      'Filled points are shown to be on it, faded ones shown to be dominated, over all configurations together at 95 %; pale points in a full outline are undecided.',
      ...(facts.grouping === 'sweep' ? ['Colours and shapes tell the sweeps apart.'] : []),
      ...(facts.configurations.some((item) => !item.complete && item.completed.length > 0)
        ? ['Hollow, dashed points wait for more seeds and are not compared.']
        : []),
    ].join(' '),
  adapt: (spec) =>
    keepLabelsApart(spec, 'front_labels_marks', [
      'front_points_marks',
      'front_line_marks',
      'front_intervals_marks',
    ]),
};
