/**
 * Runs in the page: tables whose headers are buttons sort by the column pressed, by mouse or
 * keyboard, and say so to screen readers. Missing values stay last in both directions.
 */
export const SORT_SCRIPT = String.raw`
(() => {
  'use strict';
  const byText = new Intl.Collator('en', { numeric: true });

  for (const table of document.querySelectorAll('table.sortable')) {
    const heads = [...table.tHead.rows[0].cells];
    const status = document.getElementById(table.dataset.status);
    heads.forEach((head, column) => {
      const button = head.querySelector('button');
      button.addEventListener('click', () => {
        const ascending = head.getAttribute('aria-sort') !== 'ascending';
        for (const other of heads) other.removeAttribute('aria-sort');
        head.setAttribute('aria-sort', ascending ? 'ascending' : 'descending');
        const numeric = head.classList.contains('number');
        const rows = [...table.tBodies[0].rows].map((row) => ({ row, key: row.cells[column].dataset.sort }));
        rows.sort((a, b) => {
          if (a.key === '' || b.key === '') return (a.key === '') - (b.key === '');
          const order = numeric ? Number(a.key) - Number(b.key) : byText.compare(a.key, b.key);
          return ascending ? order : -order;
        });
        table.tBodies[0].append(...rows.map(({ row }) => row));
        status.textContent =
          'Sorted by ' + button.textContent.trim() + ', ' + (ascending ? 'ascending' : 'descending') + '.';
      });
    });
  }
})();
`;
