import type { Chart, ChartKey } from '../charts/chart.js';
import { markup, type Markup } from '../escape.js';

/** A chart's place in the page; nothing for one that is not drawn and has no word about it. */
export function chartFigure<Facts>(chart: Chart<Facts>, facts: Facts, drawn: boolean): Markup {
  if (!drawn && chart.empty === undefined) return markup``;
  const key = chart.key?.(facts) ?? null;
  const body = drawn
    ? markup`<figcaption>${chart.caption(facts)}</figcaption>
${key === null ? '' : chartKey(key)}
<div class="chart" id="${chart.id}"></div>
<noscript><p class="empty">The chart needs JavaScript; the tables of this page hold its numbers.</p></noscript>`
    : markup`<p class="empty">${chart.empty ?? ''}</p>`;
  return markup`<figure>
<h2 id="${chart.id}-title">${chart.title(facts)}</h2>
${body}
</figure>
`;
}

function chartKey({ title, entries }: ChartKey): Markup {
  return markup`<p class="key"><span>${title}:</span>${entries.map(
    ({ label, colour }) => markup` <span><i class="colour-${colour}"></i>${label}</span>`,
  )}</p>`;
}
