import { markup, type Markup } from '../escape.js';

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

/** A table in a box that scrolls by itself, also by keyboard. The first column heads its row. */
export function dataTable<Row>(
  id: string,
  label: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  sortable: boolean,
): Markup {
  const align = (column: Column<Row>): string => (column.numeric ? 'number' : 'text');
  return markup`<div class="scroll" role="region" aria-label="${label}" tabindex="0">
<table id="${id}" ${sortable ? markup`class="sortable" data-status="${id}-sorted"` : ''}>
<thead><tr>${columns.map(
    (column) =>
      markup`<th scope="col" class="${align(column)}">${
        sortable ? markup`<button type="button">${column.title}</button>` : column.title
      }${column.note === undefined ? '' : markup`<small>${column.note}</small>`}</th>`,
  )}</tr></thead>
<tbody>
${rows.map(
  (row) =>
    markup`<tr>${columns.map((column, index) => cell(row, column, index === 0, align(column)))}</tr>\n`,
)}</tbody>
</table>
</div>
${sortable ? markup`<p class="said" role="status" id="${id}-sorted"></p>` : ''}`;
}

function cell<Row>(row: Row, column: Column<Row>, heads: boolean, align: string): Markup {
  const text = column.text(row);
  const key = column.key === undefined ? text : (column.key(row) ?? '');
  const names = column.class === undefined ? align : `${align} ${column.class(row)}`.trim();
  const attributes = markup`class="${names}" data-sort="${key}"`;
  return heads
    ? markup`<th scope="row" ${attributes}>${text}</th>`
    : markup`<td ${attributes}>${text}</td>`;
}
