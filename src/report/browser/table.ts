/**
 * Runs in the page. Tables whose headers are buttons sort by the column pressed, by mouse or keyboard,
 * and say so to screen readers; missing values stay last in both directions. Of a table with
 * `data-page` so many rows are shown at a time: the others are data (`PackedCells` of
 * sections/table.ts), read when they are first asked for, and get into the page as text.
 */
export const TABLE_SCRIPT = String.raw`
(() => {
  'use strict';
  const byText = new Intl.Collator('en', { numeric: true });
  const count = (number) => number.toLocaleString('en');
  const isWhole = (text) => /^-?\d+$/.test(text);
  /** Exact where both are whole numbers: beyond 2^53 doubles cannot tell all of them apart. */
  const byNumber = (a, b) => {
    if (!isWhole(a) || !isWhole(b)) return Number(a) - Number(b);
    const [left, right] = [BigInt(a), BigInt(b)];
    return left < right ? -1 : left > right ? 1 : 0;
  };

  for (const table of document.querySelectorAll('table[data-status], table[data-page]')) {
    const rows = table.dataset.page ? pagedRows(table) : rowsOfMarkup(table);
    if (table.dataset.status) makeSortable(table, rows.sort);
  }

  function makeSortable(table, sort) {
    const heads = [...table.tHead.rows[0].cells];
    const status = document.getElementById(table.dataset.status);
    heads.forEach((head, column) => {
      const button = head.querySelector('button');
      button.addEventListener('click', () => {
        const ascending = head.getAttribute('aria-sort') !== 'ascending';
        for (const other of heads) other.removeAttribute('aria-sort');
        head.setAttribute('aria-sort', ascending ? 'ascending' : 'descending');
        sort(column, head.classList.contains('number'), ascending);
        status.textContent =
          'Sorted by ' + button.textContent.trim() + ', ' + (ascending ? 'ascending' : 'descending') + '.';
      });
    });
  }

  function rowsOfMarkup(table) {
    return {
      sort(column, numeric, ascending) {
        const rows = [...table.tBodies[0].rows].map((row) => ({ row, key: row.cells[column].dataset.sort }));
        rows.sort((a, b) => {
          if (a.key === '' || b.key === '') return (a.key === '') - (b.key === '');
          const order = numeric ? byNumber(a.key, b.key) : byText.compare(a.key, b.key);
          return ascending ? order : -order;
        });
        table.tBodies[0].append(...rows.map(({ row }) => row));
      },
    };
  }

  function pagedRows(table) {
    const size = Number(table.dataset.page);
    const total = Number(table.getAttribute('aria-rowcount')) - 1;
    const pages = Math.ceil(total / size);
    const aligns = [...table.tHead.rows[0].cells].map((head) => head.className);
    const said = document.getElementById(table.id + '-rows');
    const nav = document.getElementById(table.id + '-pages');
    const input = nav.querySelector('input');
    const buttons = [...nav.querySelectorAll('button')];
    const order = Array.from({ length: total }, (_, row) => row);
    let columns = null;
    let page = 0;

    const data = () => (columns ??= JSON.parse(document.getElementById(table.id + '-data').textContent));
    const placeOf = ({ at }, row) => (at ? at[row] : row);

    /** Places of a column's texts in ascending order; equal ones are equal. */
    function ranksOf({ texts, values = texts.length }, numeric) {
      const places = texts.map((_, place) => place);
      if (numeric) return places;
      const sorted = places.slice(0, values).sort((a, b) => byText.compare(texts[a], texts[b]));
      let rank = 0;
      sorted.forEach((place, index) => {
        if (index > 0 && byText.compare(texts[sorted[index - 1]], texts[place]) !== 0) rank = index;
        places[place] = rank;
      });
      return places;
    }

    function cell(column, index, row) {
      const place = placeOf(column, row);
      const element = document.createElement(index === 0 ? 'th' : 'td');
      if (index === 0) element.scope = 'row';
      element.className = column.classes ? column.classes[place] : aligns[index];
      element.textContent = column.texts[place];
      return element;
    }

    function mark() {
      const first = page * size;
      said.textContent =
        'Rows ' + count(first + 1) + ' to ' + count(Math.min(first + size, total)) + ' of ' + count(total) + '.';
      input.value = String(page + 1);
      for (const button of buttons) {
        const back = button.dataset.to === 'first' || button.dataset.to === 'previous';
        // Not disabled: the one that was pressed would lose the focus.
        button.setAttribute('aria-disabled', String(back ? page === 0 : page === pages - 1));
      }
    }

    function show() {
      const first = page * size;
      const shown = order.slice(first, first + size).map((row, place) => {
        const line = document.createElement('tr');
        line.setAttribute('aria-rowindex', String(first + place + 2));
        line.append(...data().map((column, index) => cell(column, index, row)));
        return line;
      });
      table.tBodies[0].replaceChildren(...shown);
      table.parentElement.scrollTop = 0;
      mark();
    }

    function go(to) {
      const wanted = Math.min(Math.max(Math.trunc(to) || 0, 0), pages - 1);
      if (wanted === page) return mark();
      page = wanted;
      show();
    }

    for (const button of buttons) {
      const to = { first: () => 0, previous: () => page - 1, next: () => page + 1, last: () => pages - 1 };
      button.addEventListener('click', () => go(to[button.dataset.to]()));
    }
    input.addEventListener('change', () => go(Number(input.value) - 1));
    nav.hidden = false;
    mark();

    return {
      sort(index, numeric, ascending) {
        const column = data()[index];
        const { values = column.texts.length } = column;
        const ranks = ranksOf(column, numeric);
        order.sort((a, b) => {
          const [left, right] = [placeOf(column, a), placeOf(column, b)];
          if (left >= values || right >= values) return (left >= values) - (right >= values);
          return ascending ? ranks[left] - ranks[right] : ranks[right] - ranks[left];
        });
        page = 0;
        show();
      },
    };
  }
})();
`;
