import type { Chart } from '../charts/chart.js';
import { markup, type Markup } from '../escape.js';
import type { ReportFacts } from '../facts.js';

/** A chart's place in the page; `drawn` is false when it has nothing to draw. */
export function chartFigure(chart: Chart, facts: ReportFacts, drawn: boolean): Markup {
  const body = drawn
    ? markup`<figcaption>${chart.caption(facts)}</figcaption>
<div class="chart" id="${chart.id}"></div>
<noscript><p class="empty">The chart needs JavaScript; the tables of this page hold its numbers.</p></noscript>`
    : markup`<p class="empty">${chart.empty}</p>`;
  return markup`<figure>
<h2 id="${chart.id}-title">${chart.title(facts)}</h2>
${body}
</figure>
`;
}
