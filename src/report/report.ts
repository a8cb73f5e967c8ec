import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { CHARTS } from './charts/charts.js';
import { compileChart, type CompiledChart } from './compile.js';
import { gatherFacts, type ReportFacts } from './facts.js';
import type { ReportInput } from './input.js';
import type { Chart } from './charts/chart.js';
import { markup, type Markup } from './escape.js';
import { pageRows } from './rows.js';
import { answerSection, summaryLine } from './sections/answer.js';
import { chartFigure } from './sections/charts.js';
import { failuresSection } from './sections/failures.js';
import { frontSection } from './sections/front.js';
import { provenanceSection } from './sections/provenance.js';
import { trialsSection } from './sections/trials.js';
import { composeShell } from './shell.js';

/**
 * One HTML page that needs nothing beside itself: no network, no other file. A sweep without a
 * completed trial gives a page that says so.
 */
export function renderReport(input: ReportInput): Promise<string> {
  return renderFacts(gatherFacts(input));
}

/** The same of what was worked out before. */
export async function renderFacts(facts: ReportFacts): Promise<string> {
  const compiled: CompiledChart[] = [];
  for (const chart of CHARTS) {
    const one = await compileChart(chart, facts);
    if (one !== null) compiled.push(one);
  }
  return composePage(facts, compiled, compiled.length === 0 ? '' : await readVegaRuntime());
}

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

/** The browser build of Vega that is installed beside this program, to be put into the page. */
export async function readVegaRuntime(): Promise<string> {
  const path = fileURLToPath(new URL('vega.min.js', import.meta.resolve('vega')));
  const source = await readFile(path, 'utf8');
  if (/<\/script|<!--/i.test(source)) {
    throw new Error(`${path} cannot be put into a page: it holds markup that would end the script`);
  }
  return source;
}
