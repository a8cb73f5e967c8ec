import { CHARTS } from './charts/charts.js';
import type { Chart } from './charts/chart.js';
import type { CompiledChart } from './compile.js';
import { markup, type Markup } from './escape.js';
import type { ReportFacts } from './facts.js';
import { pageRows } from './rows.js';
import { answerSection, summaryLine } from './sections/answer.js';
import { chartFigure } from './sections/charts.js';
import { failuresSection } from './sections/failures.js';
import { frontSection } from './sections/front.js';
import { provenanceSection } from './sections/provenance.js';
import { trialsSection } from './sections/trials.js';
import { composeShell } from './shell.js';

/** The whole page as text. Pure: equal facts give the same bytes. */
export function composePage(
  facts: ReportFacts,
  compiled: readonly CompiledChart[],
  vegaRuntime: string,
): string {
  const drawn = new Set(compiled.map((chart) => chart.id));
  const figure = (chart: Chart): Markup => chartFigure(chart, facts, drawn.has(chart.id));
  const [first, ...others] = CHARTS;
  return composeShell({
    title: `${facts.sweep.sweep}: accuracy against FLOPs`,
    version: facts.sweep.version,
    header: markup`<h1>${facts.sweep.sweep}</h1>
${summaryLine(facts)}`,
    main: markup`${answerSection(facts)}
${first === undefined ? '' : figure(first)}
${frontSection(facts)}
<div class="halves">
${others.map(figure)}
</div>
${trialsSection(facts)}
${failuresSection(facts)}
${provenanceSection(facts)}`,
    data: pageRows(facts),
    compiled,
    vegaRuntime,
  });
}
