import type { Mark, Spec } from 'vega';
import type { TopLevelSpec } from 'vega-lite';
import { writeCount } from '../../front/numbers.js';
import { type Palette, SHAPES } from '../palette.js';
import { linearDomain, logDomain, logTicks } from './axes.js';
import type { ChartData } from './chart.js';
import { type CrowdAxis, crowdEncoding, crowdOf, evenly, MOST_MARKS } from './crowd.js';

/**
 * Gives a text mark Vega's label transform, which Vega-Lite cannot express: each label takes the
 * first place around its point where it covers no other label and none of `avoid` (marks that are there), and is left out
 * where there is none (a phone). Up and to the left is tried first: a front's step line arrives from
 * below and leaves to the right.
 */
export function keepLabelsApart(spec: Spec, labels: string, avoid: readonly string[]): Spec {
  const present = new Set((spec.marks ?? []).map((mark) => mark.name));
  return {
    ...spec,
    marks: (spec.marks ?? []).map((mark): Mark =>
      mark.name !== labels
        ? mark
        : {
            ...mark,
            transform: [
              {
                type: 'label',
                // A chart that is not shown, as while a window is being resized, has no width.
                size: { signal: '[max(width, 1), max(height, 1)]' },
                anchor: ['top-left', 'left', 'top', 'bottom-right', 'right', 'bottom', 'top-right'],
                offset: [8],
                padding: 0,
                avoidMarks: avoid.filter((name) => present.has(name)),
              },
            ],
          },
    ),
  };
}

type ChartRows = NonNullable<ChartData[string]>;

/** A field of the points and how it reads. */
type Named = readonly [field: string, title: string];

/** What a metric is drawn against a cost from. */
export interface FrontView {
  readonly data: FrontData;
  readonly x: { readonly field: string; readonly title: string[] };
  readonly y: {
    readonly field: string;
    readonly title: string;
    readonly format: string;
  };
  /** What colours and shapes tell apart; without a legend where there is one name. */
  readonly groups: {
    readonly field: string;
    readonly title: string;
    readonly names: readonly string[];
  };
  readonly tooltip: readonly Named[];
  /** Of a shade: what is counted, and the titles of cost and metric. */
  readonly crowdTooltip: { readonly x: string; readonly y: string };
  readonly description: string;
}

/** Rows of the chart and what its axes span. */
export interface FrontData {
  /** `points`, `front` and, where there are more points than marks, `crowd`. */
  readonly rows: {
    readonly points: ChartRows;
    readonly front: ChartRows;
    readonly crowd?: ChartRows;
  };
  readonly domain: readonly [low: number, high: number];
  readonly range: readonly [low: number, high: number];
  /** Configurations that the front has, and those that are no points of their own. */
  readonly counts: { readonly front: number; readonly crowd: number };
}

/** Of a longer front an even choice is drawn, where not every configuration is. */
const MOST_OF_FRONT = 200;

/**
 * What is drawn: every point, or, of more than `MOST_MARKS`, the front and shades for how many of the
 * others lie where.
 *
 * @param points a row per configuration: cost and mean under the fields of `x` and `y`, and `low` and
 *   `high` of its interval (null for one seed), `front`, `complete`, `verdict` and `label`.
 * @param front corners of the line.
 */
export function frontData(
  points: ChartRows,
  front: ChartRows,
  x: Pick<CrowdAxis, 'field' | 'write'>,
  y: Pick<CrowdAxis, 'field' | 'write'> & { readonly limits: readonly [number, number] },
  group: string,
): FrontData {
  const domain = logDomain(points.map((point) => Number(point[x.field])));
  const rangeOf = (rows: ChartRows, fields: readonly string[]): [number, number] =>
    linearDomain(
      rows.flatMap((point) =>
        fields.map((field) => point[field]).filter((value) => typeof value === 'number'),
      ),
      y.limits,
    );
  const ofFront = points.filter((point) => point['front'] === true || point['verdict'] === 'front');
  if (points.length <= MOST_MARKS) {
    const range = rangeOf(points, [y.field, 'low', 'high']);
    const counts = { front: ofFront.length, crowd: 0 };
    return { rows: { points, front }, domain, range, counts };
  }
  const drawn = evenly(ofFront, MOST_OF_FRONT);
  const own = new Set(drawn);
  const others = points.filter((point) => !own.has(point));
  const range = rangeOf(
    [...drawn, ...others.map((point) => ({ [y.field]: point[y.field] }))],
    [y.field, 'low', 'high'],
  );
  const crowd = crowdOf(
    others,
    { ...x, log: true, domain, cells: 60 },
    { ...y, log: false, domain: range, cells: 30 },
    group,
  );
  return {
    rows: { points: drawn, front: evenly(front, MOST_MARKS), crowd },
    domain,
    range,
    counts: { front: ofFront.length, crowd: others.length },
  };
}

/** Shown to be dominated: it stands back. */
const FADED = "datum.verdict === 'dominated'";

/**
 * A metric against a cost on a log scale: points with intervals, and above them the line and the labels
 * of the front. Its data are the rows of `frontData`.
 */
export function frontSpec(view: FrontView, palette: Palette): TopLevelSpec {
  const { groups } = view;
  const {
    rows: { points, crowd },
    domain,
    range,
  } = view.data;
  const x = {
    field: view.x.field,
    type: 'quantitative' as const,
    scale: { type: 'log' as const, domain: [...domain], nice: false },
    axis: {
      title: view.x.title,
      format: '~s',
      values: logTicks(domain),
      labelOverlap: 'greedy' as const,
    },
  };
  const y = {
    field: view.y.field,
    type: 'quantitative' as const,
    scale: { domain: [...range], zero: false, nice: false },
    axis: { title: view.y.title, format: view.y.format, tickCount: 7 },
  };
  // The first layer's points are faded; their legend is not.
  const legend =
    groups.names.length > 1
      ? { title: groups.title, orient: 'top' as const, columns: 2, symbolOpacity: 1 }
      : null;
  const names = [...groups.names];
  const color = {
    field: groups.field,
    type: 'nominal' as const,
    scale: { domain: names, range: [...palette.families] },
    legend,
  };
  const encoding = {
    x,
    y,
    shape: { ...color, scale: { domain: names, range: [...SHAPES] } },
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
    tooltip: view.tooltip.map(([field, title]) => ({ field, type: 'nominal' as const, title })),
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
    description: view.description,
    width: 'container',
    height: 420,
    autosize: { type: 'fit-x', contains: 'padding' },
    data: { name: 'points' },
    // Drawn in this order; a layer without rows is left out, because Vega's label transform fails on
    // an empty mark that it has to avoid.
    layer: [
      ...(crowd === undefined
        ? []
        : [
            {
              name: 'crowd',
              data: { name: 'crowd' },
              mark: { type: 'rect' as const },
              // Grey where no colour tells anything apart: the front stands before it.
              encoding: crowdEncoding(
                x,
                y,
                groups.names.length > 1 ? color : { value: palette.faded },
                [
                  ['count_text', 'Configurations'],
                  ['x_text', view.crowdTooltip.x],
                  ['y_text', view.crowdTooltip.y],
                  ...(groups.names.length > 1 ? [[groups.field, groups.title] as const] : []),
                ],
              ),
            },
          ]),
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
        // A label that is wider than the chart would leave it no width; the tooltip has the whole name.
        mark: { type: 'text', fontWeight: 600, fontSize: 12, limit: 180 },
        encoding: { x, y, text: { field: 'label', type: 'nominal' } },
      },
    ],
  };
}

/**
 * The corners of the front. A budget buys the best that costs no more, so from each point the line
 * runs level towards the dearer until a better one is affordable; the last runs on to the dearest
 * configuration that was tried. With a third objective the front holds points below that line.
 *
 * @param front without costs of 0, which a logarithm has no place for.
 */
export function frontSteps(
  front: readonly { readonly cost: number; readonly value: number }[],
  goal: 'maximize' | 'minimize',
  dearest: number,
): ChartRows {
  const rises = goal === 'maximize';
  const steps: { readonly cost: number; readonly value: number }[] = [];
  const ordered = [...front].sort(
    (a, b) => a.cost - b.cost || (rises ? b.value - a.value : a.value - b.value),
  );
  for (const step of ordered) {
    const best = steps.at(-1);
    if (best === undefined || (rises ? step.value > best.value : step.value < best.value)) {
      steps.push(step);
    }
  }
  const last = steps.at(-1);
  return last === undefined || dearest <= last.cost
    ? steps.map(({ cost, value }) => ({ cost, value }))
    : [...steps, { cost: dearest, value: last.value }].map(({ cost, value }) => ({ cost, value }));
}

/** How to read it. @param severalSeeds false where every configuration has one. */
export function frontCaption(
  severalSeeds: boolean,
  { rows, counts }: FrontData,
): readonly string[] {
  const isCrowded = rows.crowd !== undefined;
  const each = isCrowded
    ? 'Each point is a configuration of the front'
    : 'Each point is a configuration';
  const some = isCrowded && rows.points.length < counts.front;
  return [
    ...(severalSeeds
      ? [
          `${each}, the mean over its seeds.`,
          'Bars are 95 % confidence intervals of the mean (t); a single seed has none.',
        ]
      : [`${each}, trained with one seed, so there is no interval.`]),
    ...(some
      ? [
          `Points are an even selection: ${writeCount(rows.points.length)} of the front’s ${writeCount(counts.front)} configurations.`,
        ]
      : []),
    ...(isCrowded
      ? [`Shading shows the density of the other ${writeCount(counts.crowd)} configurations.`]
      : []),
    'The line is the Pareto front of the means: the best mean that a budget buys.',
    isCrowded
      ? 'Filled points are shown to be on it (simultaneously at 95 %); pale points with a full outline are undecided.'
      : 'Filled points are shown to be on it, faded ones to be dominated (simultaneously at 95 %); pale points with a full outline are undecided.',
  ];
}

export const FRONT_LABELS = 'front_labels_marks';
/** Marks that no label may cover. */
export const FRONT_MARKS = ['front_points_marks', 'front_line_marks', 'front_intervals_marks'];
