import type { TopLevelSpec } from 'vega-lite';
import { objectiveValue } from '../../front/front.js';
import { meanOf } from '../../front/statistics.js';
import type { EpochRecord } from '../../trial/records.js';
import type { ReportFacts } from '../facts.js';
import type { Palette } from '../palette.js';
import { linearDomain, METRIC_AXES } from './axes.js';
import type { Chart, ChartData, ChartKey } from './chart.js';

type CurveMetric = 'val_accuracy' | 'val_loss';

/** More lines than this are a blot. The front and the most accurate are kept. */
export const MOST_LINES = 60;
/** More colours than this cannot be told apart; of a longer front an even choice is coloured. */
const MOST_COLOURS = 8;
/** Up to this many trials each has its own line; beyond, a line is a configuration's mean. */
const MOST_TRIALS = 12;

/** Learning curves of one metric, over epochs. */
export function curveChart(id: string, metric: CurveMetric, title: string): Chart {
  const { title: quantity } = METRIC_AXES[metric];
  return {
    id,
    title: () => title,
    data: (facts) => curveData(facts, metric),
    spec: (facts, palette) => curveSpec(facts, palette, metric),
    key: curveKey,
    caption: (facts) => {
      const trained = trainedConfigurations(facts);
      const line = drawsTrials(facts) ? 'a trial' : 'a configuration, the mean over its seeds';
      return [
        `${quantity} after each epoch; a line is ${line}.`,
        ...(colouredOf(facts).length < trained.length ? ['Grey lines are the others.'] : []),
        ...(trained.length > MOST_LINES && !drawsTrials(facts)
          ? [`The front and the most accurate are drawn: ${MOST_LINES} of ${trained.length}.`]
          : []),
      ].join(' ');
    },
  };
}

function drawsTrials({ epochs }: ReportFacts): boolean {
  return new Set(epochs.map((row) => row.trial)).size <= MOST_TRIALS;
}

function trainedConfigurations(facts: ReportFacts): readonly string[] {
  return [...new Set(facts.epochs.map((row) => row.configuration))];
}

/** The configurations drawn in colour, cheapest first: the front, or all of a few without one. */
function colouredOf(facts: ReportFacts): readonly string[] {
  if (facts.front.length > 0) {
    const front = facts.front.map((item) => item.configuration);
    if (front.length <= MOST_COLOURS) return front;
    const step = (front.length - 1) / (MOST_COLOURS - 1);
    return Array.from(
      { length: MOST_COLOURS },
      (_, index) => front[Math.round(index * step)],
    ).filter((configuration) => configuration !== undefined);
  }
  const trained = trainedConfigurations(facts);
  return trained.length <= MOST_COLOURS ? trained : [];
}

/** The configurations that get a line: coloured ones first, then by validation accuracy. */
function drawnOf(facts: ReportFacts): ReadonlySet<string> {
  const accuracy = new Map(
    facts.configurations.map((item) => [
      item.configuration,
      Number(objectiveValue(item, 'val_accuracy') ?? -1),
    ]),
  );
  const rank = (configuration: string): number => accuracy.get(configuration) ?? -1;
  const others = [...trainedConfigurations(facts)].sort((a, b) => rank(b) - rank(a));
  return new Set([...new Set([...colouredOf(facts), ...others])].slice(0, MOST_LINES));
}

function curveData(facts: ReportFacts, metric: CurveMetric): ChartData {
  const drawn = drawnOf(facts);
  const coloured = new Set(colouredOf(facts));
  const perTrial = drawsTrials(facts);
  const groups = new Map<string, EpochRecord[]>();
  for (const row of facts.epochs) {
    if (!drawn.has(row.configuration) || row[metric] === null) continue;
    const key = JSON.stringify([perTrial ? row.trial : row.configuration, row.epoch]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const curves = [...groups.values()].flatMap((rows) => {
    const [first] = rows;
    const values = rows.map((row) => row[metric]).filter((value) => value !== null);
    if (first === undefined) return [];
    return [
      {
        line: perTrial ? first.trial : first.configuration,
        label: facts.nameOf(first.configuration),
        seeds: perTrial ? `seed ${first.seed}` : `mean of ${values.length}`,
        epoch: first.epoch,
        [metric]: meanOf(values),
        coloured: coloured.has(first.configuration),
      },
    ];
  });
  return { curves };
}

function curveSpec(facts: ReportFacts, palette: Palette, metric: CurveMetric): TopLevelSpec | null {
  const rows = curveData(facts, metric)['curves'] ?? [];
  if (rows.length === 0) return null;
  const { title, format, limits } = METRIC_AXES[metric];
  const range = linearDomain(
    rows.map((row) => Number(row[metric])),
    limits,
  );
  const coloured = colouredOf(facts).map(facts.nameOf);
  const last = Math.max(...rows.map((row) => Number(row['epoch'])));
  const x = {
    field: 'epoch',
    type: 'quantitative' as const,
    scale: { domain: [Math.min(1, last - 1), last], nice: false },
    axis: { title: 'Epoch', format: 'd', tickMinStep: 1, tickCount: 10 },
  };
  const y = {
    field: metric,
    type: 'quantitative' as const,
    scale: { domain: range, zero: false, nice: false },
    axis: { title, format, tickCount: 6 },
  };
  const tooltip = [
    { field: 'label', type: 'nominal' as const, title: 'Configuration' },
    { field: 'seeds', type: 'nominal' as const, title: 'Seeds' },
    { field: 'epoch', type: 'quantitative' as const, title: 'Epoch' },
    {
      field: metric,
      type: 'quantitative' as const,
      title,
      format: metric === 'val_accuracy' ? '.2%' : '.4f',
    },
  ];
  const detail = { field: 'line', type: 'nominal' as const };
  const color = {
    field: 'label',
    type: 'nominal' as const,
    scale: {
      domain: coloured,
      range: coloured.map((_, index) => palette.ordered[colourOf(index, coloured.length)] ?? ''),
    },
    legend: null,
  };
  // A dot per epoch carries the tooltip; one epoch alone has no line to see.
  const dots = rows.length <= 1500 || last === 1;
  const mark = (opacity: number, strokeWidth: number, fixed: { color?: string }) => ({
    type: 'line' as const,
    opacity,
    strokeWidth,
    ...fixed,
    ...(dots ? { point: { size: last === 1 ? 50 : 22, opacity, ...fixed } } : {}),
  });
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: `${title} over ${last} epochs.`,
    width: 'container',
    height: 300,
    autosize: { type: 'fit-x', contains: 'padding' },
    data: { name: 'curves' },
    layer: [
      ...(rows.every((row) => row['coloured'] === true)
        ? []
        : [
            {
              transform: [{ filter: '!datum.coloured' }],
              mark: mark(0.4, 1.2, { color: palette.faded }),
              encoding: { x, y, detail, tooltip },
            },
          ]),
      ...(coloured.length === 0
        ? []
        : [
            {
              transform: [{ filter: 'datum.coloured' }],
              mark: mark(0.95, 2, {}),
              encoding: { x, y, detail, color, tooltip },
            },
          ]),
    ],
  };
}

/** Few lines take colours from both ends of the order, so that they are far apart. */
function colourOf(index: number, count: number): number {
  return count <= 1 ? 0 : Math.round((index * (MOST_COLOURS - 1)) / (count - 1));
}

function curveKey(facts: ReportFacts): ChartKey | null {
  const coloured = colouredOf(facts);
  if (coloured.length === 0) return null;
  const some =
    coloured.length < facts.front.length ? ` (${coloured.length} of ${facts.front.length})` : '';
  return {
    title: facts.front.length > 0 ? `The front${some}, from few FLOPs to many` : 'Configurations',
    entries: coloured.map((configuration, index) => ({
      label: facts.nameOf(configuration),
      colour: colourOf(index, coloured.length),
    })),
  };
}
