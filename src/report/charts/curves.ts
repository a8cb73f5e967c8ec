import type { TopLevelSpec } from 'vega-lite';
import type { ConfigurationSummary } from '../../front/configurations.js';
import { objectiveValue } from '../../front/front.js';
import { writeCount } from '../../front/numbers.js';
import { meanOf } from '../../front/statistics.js';
import type { EpochRecord } from '../../trial/records.js';
import type { ReportFacts } from '../facts.js';
import type { EpochSource } from '../input.js';
import type { Palette } from '../palette.js';
import { linearDomain, METRIC_AXES } from './axes.js';
import { perFacts, type Chart, type ChartData, type ChartKey } from './chart.js';
import { evenly } from './crowd.js';

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
  const data = perFacts((facts: ReportFacts) => curveData(facts, metric));
  return {
    id,
    title: () => title,
    data,
    spec: (facts, palette) => curveSpec(facts, data(facts)['curves'] ?? [], palette, metric),
    key: curveKey,
    caption: ({ curves: { perTrial, trained, coloured } }) => {
      const line = perTrial ? 'a trial' : 'a configuration, the mean over its seeds';
      return [
        `${quantity} after each epoch; each line is ${line}.`,
        ...(coloured.length < trained ? ['Grey lines are the others.'] : []),
        ...(trained > MOST_LINES && !perTrial
          ? [
              `Only the front and the most accurate are shown: ${MOST_LINES} of ${writeCount(trained)}.`,
            ]
          : []),
      ].join(' ');
    },
  };
}

/** Which lines are drawn, and their rows. */
export interface Curves {
  /** A line per trial, else one per configuration. */
  readonly perTrial: boolean;
  /** How many configurations have any. */
  readonly trained: number;
  /** The configurations drawn in colour, cheapest first. */
  readonly coloured: readonly string[];
  /** Of all that are drawn. */
  readonly epochs: readonly EpochRecord[];
}

/** Coloured ones are drawn first, then the most accurate. @param front cheapest first. */
export function chooseCurves(
  configurations: readonly ConfigurationSummary[],
  front: readonly ConfigurationSummary[],
  source: EpochSource,
): Curves {
  const trained = [...new Set(source.trained.map(({ configuration }) => configuration))];
  const coloured = colouredOf(
    front.map(({ configuration }) => configuration),
    trained,
  );
  const accuracy = new Map(
    configurations.map((item) => [
      item.configuration,
      Number(objectiveValue(item, 'val_accuracy') ?? -1),
    ]),
  );
  const rank = (configuration: string): number => accuracy.get(configuration) ?? -1;
  const others = [...trained].sort((a, b) => rank(b) - rank(a));
  return {
    perTrial: source.trained.length <= MOST_TRIALS,
    trained: trained.length,
    coloured,
    epochs: source.of([...new Set([...coloured, ...others])].slice(0, MOST_LINES)),
  };
}

/** The front, or all of a few without one. */
function colouredOf(front: readonly string[], trained: readonly string[]): readonly string[] {
  if (front.length > 0) return evenly(front, MOST_COLOURS);
  return trained.length <= MOST_COLOURS ? trained : [];
}

function curveData(facts: ReportFacts, metric: CurveMetric): ChartData {
  const { perTrial, epochs } = facts.curves;
  const coloured = new Set(facts.curves.coloured);
  const groups = new Map<string, EpochRecord[]>();
  for (const row of epochs) {
    if (row[metric] === null) continue;
    const key = JSON.stringify([perTrial ? row.trial : row.configuration, row.epoch]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
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

function curveSpec(
  facts: ReportFacts,
  rows: NonNullable<ChartData[string]>,
  palette: Palette,
  metric: CurveMetric,
): TopLevelSpec | null {
  if (rows.length === 0) return null;
  const { title, format, limits } = METRIC_AXES[metric];
  const range = linearDomain(
    rows.map((row) => Number(row[metric])),
    limits,
  );
  const coloured = facts.curves.coloured.map(facts.nameOf);
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
  const { coloured } = facts.curves;
  if (coloured.length === 0) return null;
  const some =
    coloured.length < facts.front.length ? ` (${coloured.length} of ${facts.front.length})` : '';
  return {
    title: facts.front.length > 0 ? `The front${some}, by increasing FLOPs` : 'Configurations',
    entries: coloured.map((configuration, index) => ({
      label: facts.nameOf(configuration),
      colour: colourOf(index, coloured.length),
    })),
  };
}
