import type { TopLevelSpec } from 'vega-lite';
import { writeSi } from '../../front/numbers.js';
import { METRIC_WORDS } from '../../front/quantities.js';
import { COST_ROWS, COSTS } from '../../quantity/costs.js';
import { HYPERPARAMETER_NAMES, HYPERPARAMETERS } from '../../quantity/hyperparameters.js';
import type { ReportFacts } from '../facts.js';
import type { Palette } from '../palette.js';
import { costTitle, METRIC_AXES, zeroCosts } from './axes.js';
import { perFacts, type Chart } from './chart.js';
import {
  FRONT_LABELS,
  FRONT_MARKS,
  frontCaption,
  frontData,
  type FrontData,
  frontSpec,
  keepLabelsApart,
} from './front-spec.js';
import { axesOf, pointsAndFront } from './points.js';

/** Fields of a point's tooltip; the value's own title is that of the axis. */
const TOOLTIP: readonly (readonly [string, string | null])[] = [
  ['label', 'Configuration'],
  ['value_text', null],
  ['interval_text', '95 % CI (t)'],
  ['verdict_text', 'Verdict'],
  ['seeds_text', 'Seeds'],
  ...COSTS.map((name) => {
    const { label, per } = COST_ROWS[name];
    return [`${name}_text`, `${label}${per}`] as const;
  }),
  ['hidden', 'Hidden layers'],
  ...HYPERPARAMETER_NAMES.map((name) => [name, HYPERPARAMETERS[name].label] as const),
  ['family', 'Family'],
];

const drawnOf = perFacts((facts: ReportFacts): FrontData => {
  const { metric, cost } = axesOf(facts);
  const { points = [], front = [] } = pointsAndFront(facts);
  return frontData(
    points,
    front,
    { field: cost, write: writeSi },
    { field: metric, write: METRIC_WORDS[metric].write, limits: METRIC_AXES[metric].limits },
    facts.grouping,
  );
});

function accuracySpec(facts: ReportFacts, palette: Palette): TopLevelSpec | null {
  const { metric, cost } = axesOf(facts);
  const data = drawnOf(facts);
  const total = data.rows.points.length + data.counts.crowd;
  if (total === 0) return null;
  const axis = METRIC_AXES[metric];
  const fields = facts.grouping === 'sweep' ? [...TOOLTIP, ['sweep', 'Sweep'] as const] : TOOLTIP;
  return frontSpec(
    {
      data,
      x: { field: cost, title: costTitle(cost, facts.sweep.convention) },
      y: {
        field: metric,
        title: severalSeeds(facts) ? `${axis.title} (mean over seeds)` : axis.title,
        format: axis.format,
      },
      groups: {
        field: facts.grouping,
        title: facts.grouping === 'sweep' ? 'Sweep' : 'Family',
        names: groupsOf(facts),
      },
      tooltip: fields.map(([field, title]) => [field, title ?? axis.title] as const),
      crowdTooltip: { x: costTitle(cost, facts.sweep.convention)[0] ?? cost, y: axis.title },
      description: `${axis.title} against ${cost} of ${total} configurations; the numbers are in the tables of this page.`,
    },
    palette,
  );
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
  data: (facts) => drawnOf(facts).rows,
  spec: accuracySpec,
  empty: 'Nothing to draw yet: no trial has completed, or none has a cost above 0.',
  caption: (facts) =>
    [
      ...frontCaption(severalSeeds(facts), drawnOf(facts)),
      ...(facts.grouping === 'sweep' ? ['Colours and shapes tell the sweeps apart.'] : []),
      ...(drawnOf(facts).rows.points.some((point) => point['complete'] === false)
        ? ['Hollow, dashed points wait for more seeds and are not compared.']
        : []),
      ...(facts.configurations.some((item) => item[axesOf(facts).cost] <= 0) ? [zeroCosts()] : []),
    ].join(' '),
  adapt: (spec) => keepLabelsApart(spec, FRONT_LABELS, FRONT_MARKS),
};
