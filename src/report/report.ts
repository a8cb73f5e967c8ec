import { CHARTS } from './charts/charts.js';
import { compileChart, type CompiledChart } from './compile.js';
import { gatherFacts, type ReportFacts } from './facts.js';
import type { ReportInput } from './input.js';
import { composePage } from './page.js';
import { readVegaRuntime } from './runtime.js';

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
