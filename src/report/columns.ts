import type { ChartData } from './charts/chart.js';
import { jsonForScript } from './escape.js';

/** A column as the page carries it: one value of all rows, a few with an index for each row, or each. */
export type PackedColumn =
  | { readonly all: unknown }
  | { readonly kinds: readonly unknown[]; readonly at: readonly number[] }
  | { readonly each: readonly unknown[] };

/** Rows by columns: the numbers are places in the columns of the page. */
export interface PackedRows {
  readonly rows: number;
  readonly fields: Readonly<Record<string, number>>;
}

/**
 * The columns of all data sets of a page. Names are written once and not in every row, and a column that
 * two charts have alike is there once. `browser/draw.ts` makes rows of them again.
 */
export class PackedColumns {
  readonly columns: PackedColumn[] = [];
  readonly #places = new Map<string, number>();

  /** Every row must have the fields of the first. */
  pack(rows: NonNullable<ChartData[string]>): PackedRows {
    const names = Object.keys(rows[0] ?? {});
    return {
      rows: rows.length,
      fields: Object.fromEntries(
        names.map((name) => [name, this.#placeOf(packColumn(rows.map((row) => row[name])))]),
      ),
    };
  }

  #placeOf(column: PackedColumn): number {
    const key = jsonForScript(column);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#places.set(key, this.columns.length);
    return this.columns.push(column) - 1;
  }
}

function packColumn(values: readonly unknown[]): PackedColumn {
  const kinds = new Map<unknown, number>();
  const at = values.map((value) => {
    const known = kinds.get(value);
    if (known !== undefined) return known;
    kinds.set(value, kinds.size);
    return kinds.size - 1;
  });
  if (kinds.size === 1) return { all: values[0] };
  return kinds.size <= values.length / 2 ? { kinds: [...kinds.keys()], at } : { each: values };
}
