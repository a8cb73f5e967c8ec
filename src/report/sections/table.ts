import { writeCount } from '../../front/numbers.js';
import { jsonForScript, markup, trusted, type Markup } from '../escape.js';

export interface Column<Row> {
  readonly title: string;
  /** Unit or note under the title. */
  readonly note?: string;
  readonly numeric: boolean;
  readonly text: (row: Row) => string;
  /** What the column sorts by; empty for a missing value. The text when left out. */
  readonly key?: (row: Row) => string | number | bigint | null;
  readonly class?: (row: Row) => string;
}

/** More rows are not markup: a page of them is shown, and the others are data that a script shows. */
export const MOST_ROWS = 1000;
/** The same of a front, above which there are all the others. */
export const MOST_FRONT_ROWS = 200;
/** Rows of a page. */
export const PAGE_ROWS = 100;

/**
 * A table in a box that scrolls by itself, also by keyboard. The first column heads its row.
 *
 * @param elsewhere where all rows are, for those who see a page of them and run no script.
 * @param most rows that are all markup.
 */
export function dataTable<Row>(
  id: string,
  label: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  sortable: boolean,
  elsewhere: string,
  most = MOST_ROWS,
): Markup {
  const isPaged = rows.length > most;
  const shown = isPaged ? rows.slice(0, PAGE_ROWS) : rows;
  return markup`<div class="scroll" role="region" aria-label="${label}" tabindex="0">
<table id="${id}" ${sortable ? markup`class="sortable" data-status="${id}-sorted"` : ''}${
    isPaged ? markup` data-page="${PAGE_ROWS}" aria-rowcount="${rows.length + 1}"` : ''
  }>
<thead><tr${isPaged ? markup` aria-rowindex="1"` : ''}>${columns.map(
    (column) =>
      markup`<th scope="col" class="${alignOf(column)}">${
        sortable ? markup`<button type="button">${column.title}</button>` : column.title
      }${column.note === undefined ? '' : markup`<small>${column.note}</small>`}</th>`,
  )}</tr></thead>
<tbody>
${shown.map(
  (row, place) =>
    markup`<tr${isPaged ? markup` aria-rowindex="${place + 2}"` : ''}>${columns.map(
      (column, index) => cell(row, column, index === 0, !isPaged),
    )}</tr>\n`,
)}</tbody>
</table>
</div>
${isPaged ? pager(id, label, columns, rows, elsewhere) : ''}${
    sortable ? markup`<p class="said" role="status" id="${id}-sorted"></p>` : ''
  }`;
}

function alignOf<Row>({ numeric }: Column<Row>): string {
  return numeric ? 'number' : 'text';
}

function classOf<Row>(row: Row, column: Column<Row>): string {
  return column.class === undefined
    ? alignOf(column)
    : `${alignOf(column)} ${column.class(row)}`.trim();
}

function keyOf<Row>(row: Row, column: Column<Row>, text: string): string | number | bigint {
  return column.key === undefined ? text : (column.key(row) ?? '');
}

function cell<Row>(row: Row, column: Column<Row>, heads: boolean, hasKey: boolean): Markup {
  const text = column.text(row);
  const key = hasKey ? markup` data-sort="${keyOf(row, column, text)}"` : '';
  const attributes = markup`class="${classOf(row, column)}"${key}`;
  return heads
    ? markup`<th scope="row" ${attributes}>${text}</th>`
    : markup`<td ${attributes}>${text}</td>`;
}

/** What leads to the other rows, and the rows themselves, for `browser/table.ts`. */
function pager<Row>(
  id: string,
  label: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  elsewhere: string,
): Markup {
  const pages = Math.ceil(rows.length / PAGE_ROWS);
  const button = (where: string): Markup =>
    markup`<button type="button" data-to="${where.toLowerCase()}">${where}</button>`;
  return markup`<div class="pager">
<p role="status" id="${id}-rows">Rows 1 to ${PAGE_ROWS} of ${writeCount(rows.length)}.</p>
<nav id="${id}-pages" aria-label="Pages of ${label}" hidden>${button('First')}${button('Previous')}<label>Page <input type="number" min="1" max="${pages}" value="1"></label> of ${writeCount(pages)}${button('Next')}${button('Last')}</nav>
<noscript><p>The other rows need JavaScript; ${elsewhere}.</p></noscript>
</div>
<script type="application/json" id="${id}-data">${trusted(
    jsonForScript(columns.map((column) => packCells(rows, column))),
  )}</script>
`;
}

/**
 * A column as a table's data carry it: the cells that differ, each once, and which of them a row has.
 * Of numbers they are in ascending order, so that the script sorts by places and never loses a digit.
 */
interface PackedCells {
  readonly texts: readonly string[];
  /** Places in `texts`, by row; left out where every row has its own. */
  readonly at?: readonly number[];
  /** So many of `texts` are values; those after them say that there is none. Left out for all. */
  readonly values?: number;
  /** By place, where cells have other classes than those of their column. */
  readonly classes?: readonly string[];
}

function packCells<Row>(rows: readonly Row[], column: Column<Row>): PackedCells {
  const kinds = new Map<string, Kind>();
  const own = rows.map((row) => {
    const text = column.text(row);
    const key = keyOf(row, column, text);
    const name = classOf(row, column);
    const known = `${key}\n${text}\n${name}`;
    let kind = kinds.get(known);
    if (kind === undefined) {
      const number = typeof key === 'bigint' ? key : Number(key);
      const isValue = key !== '' && !(column.numeric && Number.isNaN(number));
      kind = { text, number, name, isValue, place: 0 };
      kinds.set(known, kind);
    }
    return kind;
  });
  const values = [...kinds.values()].filter(({ isValue }) => isValue);
  if (column.numeric) values.sort(byNumber);
  const all = [...values, ...[...kinds.values()].filter(({ isValue }) => !isValue)];
  for (const [place, kind] of all.entries()) kind.place = place;
  const at = own.map(({ place }) => place);
  return {
    texts: all.map(({ text }) => text),
    ...(at.every((place, row) => place === row) ? {} : { at }),
    ...(values.length === all.length ? {} : { values: values.length }),
    ...(all.every(({ name }) => name === alignOf(column))
      ? {}
      : { classes: all.map(({ name }) => name) }),
  };
}

interface Kind {
  readonly text: string;
  readonly number: number | bigint;
  readonly name: string;
  readonly isValue: boolean;
  place: number;
}

/** Exact, also where a bigint meets a number. */
function byNumber({ number: a }: Kind, { number: b }: Kind): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
