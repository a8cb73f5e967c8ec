import { writeCount } from '../../front/numbers.js';
import type { ChartData } from './chart.js';

type ChartRows = NonNullable<ChartData[string]>;

/** More marks than this are a blot, and slow to draw: beyond it shades tell how many lie where. */
export const MOST_MARKS = 1000;

/** A direction in which marks are counted. */
export interface CrowdAxis {
  /** Of the rows; a finite number, above 0 on a log scale. */
  readonly field: string;
  readonly log: boolean;
  /** Of the scale: all values lie in it. */
  readonly domain: readonly [low: number, high: number];
  /** So many cells from end to end. */
  readonly cells: number;
  readonly write: (value: number) => string;
}

/**
 * How many rows lie in each cell of a grid, for each group; cells without any are left out. A cell has
 * `x_low`, `x_high`, `y_low`, `y_high`, the group, `count` and `shade`, the opacity that tells it, with
 * `count_text`, `x_text` and `y_text` for people.
 *
 * @param group field of the rows that colours tell apart.
 */
export function crowdOf(rows: ChartRows, x: CrowdAxis, y: CrowdAxis, group: string): ChartRows {
  const counts = new Map<string, { column: number; line: number; group: unknown; count: number }>();
  for (const row of rows) {
    const [column, line] = [cellOf(Number(row[x.field]), x), cellOf(Number(row[y.field]), y)];
    const key = JSON.stringify([column, line, row[group]]);
    const cell = counts.get(key);
    if (cell === undefined) counts.set(key, { column, line, group: row[group], count: 1 });
    else cell.count++;
  }
  const cells = [...counts.values()];
  const most = cells.reduce((largest, { count }) => Math.max(largest, count), 1);
  return cells.map(({ column, line, group: name, count }) => {
    const [x_low, x_high, y_low, y_high] = [
      edgeOf(column, x),
      edgeOf(column + 1, x),
      edgeOf(line, y),
      edgeOf(line + 1, y),
    ];
    return {
      x_low,
      x_high,
      y_low,
      y_high,
      [group]: name,
      count,
      // By the logarithm: one alone is seen beside hundreds.
      shade: Number((0.2 + (0.6 * Math.log(count)) / Math.log(Math.max(most, 2))).toFixed(3)),
      count_text: writeCount(count),
      x_text: `${x.write(x_low)} to ${x.write(x_high)}`,
      y_text: `${y.write(y_low)} to ${y.write(y_high)}`,
    };
  });
}

/** Encodings of a layer of rectangles; scales and axes are those of the chart. */
export function crowdEncoding<X extends object, Y extends object, Color extends object>(
  x: X,
  y: Y,
  color: Color,
  tooltip: readonly (readonly [field: string, title: string])[],
) {
  return {
    x: { ...x, field: 'x_low' },
    x2: { field: 'x_high' },
    y: { ...y, field: 'y_low' },
    y2: { field: 'y_high' },
    fill: color,
    fillOpacity: { field: 'shade', type: 'quantitative' as const, scale: null },
    tooltip: tooltip.map(([field, title]) => ({ field, type: 'nominal' as const, title })),
  };
}

/** At most so many of them, evenly chosen, the first and the last among them. */
export function evenly<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length <= most) return items;
  const step = (items.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, index) => items[Math.round(index * step)] as Item);
}

function cellOf(value: number, axis: CrowdAxis): number {
  const [low, high] = ends(axis);
  const share = ((axis.log ? Math.log(value) : value) - low) / (high - low);
  return Math.min(Math.max(Math.floor(share * axis.cells), 0), axis.cells - 1);
}

/** The value at which a cell begins, in six digits: more are not seen. */
function edgeOf(cell: number, axis: CrowdAxis): number {
  const [low, high] = ends(axis);
  const at = low + ((high - low) * cell) / axis.cells;
  return Number((axis.log ? Math.exp(at) : at).toPrecision(6));
}

function ends({ log, domain: [low, high] }: CrowdAxis): readonly [number, number] {
  return log ? [Math.log(low), Math.log(high)] : [low, high];
}
