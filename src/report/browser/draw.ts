/**
 * Runs in the page: draws every chart in the theme that the system asks for, again when that
 * changes, and in light for paper. Views are kept in `window.sweepViews` by chart id, so that what
 * is drawn can be read: `sweepViews.accuracy.data('points')`. `window.sweepReady` settles when all
 * are drawn. Text reaches the tooltip as text, never as markup.
 */
export const DRAW_SCRIPT = String.raw`
(() => {
  'use strict';
  const { columns, charts } = JSON.parse(document.getElementById('sweep-charts').textContent);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const paper = matchMedia('print');
  const tip = document.getElementById('tooltip');
  window.sweepViews = {};

  /** Rows of packed columns, made anew for each view, because Vega marks the rows it is given. */
  function unpack({ rows, fields }) {
    const names = Object.entries(fields).map(([name, place]) => [name, columns[place]]);
    return Array.from({ length: rows }, (_, row) =>
      Object.fromEntries(names.map(([name, { all = null, kinds, at, each }]) =>
        [name, kinds ? kinds[at[row]] : each ? each[row] : all])));
  }

  function draw(theme) {
    window.sweepReady = Promise.all(charts.map((chart) => {
      const spec = chart.specs[theme];
      for (const source of spec.data) {
        const rows = chart.data[source.name];
        if (rows) source.values = unpack(rows);
      }
      if (window.sweepViews[chart.id]) window.sweepViews[chart.id].finalize();
      const view = new vega.View(vega.parse(spec), {
        renderer: 'svg',
        container: document.getElementById(chart.id),
        hover: true,
        logLevel: vega.Warn,
        tooltip: (handler, event, item, value) => showTip(event, value),
      });
      window.sweepViews[chart.id] = view;
      return view.runAsync();
    })).then(() => undefined);
  }

  function showTip(event, value) {
    if (value === null || value === undefined || value === '') {
      tip.hidden = true;
      return;
    }
    tip.replaceChildren();
    for (const [name, text] of Object.entries(value)) {
      const term = document.createElement('dt');
      const description = document.createElement('dd');
      term.textContent = name;
      description.textContent = text;
      tip.append(term, description);
    }
    tip.hidden = false;
    const gap = 14;
    const { width, height } = tip.getBoundingClientRect();
    const right = event.clientX + gap + width > innerWidth;
    const below = event.clientY + gap + height > innerHeight;
    tip.style.left = Math.max(4, right ? event.clientX - gap - width : event.clientX + gap) + 'px';
    tip.style.top = Math.max(4, below ? event.clientY - gap - height : event.clientY + gap) + 'px';
  }

  const theme = () => (dark.matches && !paper.matches ? 'dark' : 'light');
  addEventListener('scroll', () => { tip.hidden = true; }, { passive: true });
  addEventListener('keydown', (event) => { if (event.key === 'Escape') tip.hidden = true; });
  dark.addEventListener('change', () => draw(theme()));
  paper.addEventListener('change', () => { if (dark.matches) draw(theme()); });
  draw(theme());
})();
`;
