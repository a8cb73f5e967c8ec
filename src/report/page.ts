import { createHash } from 'node:crypto';
import { DRAW_SCRIPT } from './browser/draw.js';
import { SORT_SCRIPT } from './browser/sort.js';
import { CHARTS } from './charts/charts.js';
import type { Chart } from './charts/chart.js';
import type { CompiledChart } from './compile.js';
import { markup, jsonForScript, trusted, type Markup } from './escape.js';
import type { ReportFacts } from './facts.js';
import { pageRows } from './rows.js';
import { answerSection, summaryLine } from './sections/answer.js';
import { chartFigure } from './sections/charts.js';
import { failuresSection } from './sections/failures.js';
import { frontSection } from './sections/front.js';
import { provenanceSection } from './sections/provenance.js';
import { trialsSection } from './sections/trials.js';
import { STYLE } from './style.js';

/** The whole page as text. Pure: equal facts give the same bytes. */
export function composePage(
  facts: ReportFacts,
  compiled: readonly CompiledChart[],
  vegaRuntime: string,
): string {
  const drawn = new Set(compiled.map((chart) => chart.id));
  const figure = (chart: Chart): Markup => chartFigure(chart, facts, drawn.has(chart.id));
  const [first, ...others] = CHARTS;
  const scripts = [...(compiled.length === 0 ? [] : [vegaRuntime, DRAW_SCRIPT]), SORT_SCRIPT];
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy(scripts)}">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="flopsweep ${facts.sweep.version}">
<link rel="icon" href="data:,">
<title>${facts.sweep.sweep}: accuracy against FLOPs</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<header>
<h1>${facts.sweep.sweep}</h1>
${summaryLine(facts)}
</header>
<main>
${answerSection(facts)}
${first === undefined ? '' : figure(first)}
${frontSection(facts)}
<div class="halves">
${others.map(figure)}
</div>
${trialsSection(facts)}
${failuresSection(facts)}
${provenanceSection(facts)}
</main>
<footer>Made by flopsweep ${facts.sweep.version} with Vega-Lite. This file needs no network.</footer>
<dl id="tooltip" hidden aria-hidden="true"></dl>
<script type="application/json" id="sweep-data">${trusted(jsonForScript(pageRows(facts)))}</script>
<script type="application/json" id="sweep-charts">${trusted(jsonForScript(compiled))}</script>
${scripts.map((script) => markup`<script>${trusted(script)}</script>\n`)}</body>
</html>
`;
  return page.markup;
}

/**
 * Nothing may be fetched, and only these very scripts may run, so a hole in the escaping would still
 * run nothing. Vega compiles its expressions with Function, hence unsafe-eval.
 */
function policy(scripts: readonly string[]): string {
  const hashes = scripts.map(
    (script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  );
  return [
    "default-src 'none'",
    `script-src 'unsafe-eval' ${hashes.join(' ')}`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
