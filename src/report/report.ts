import { CHARTS } from './charts/charts.js';
import { compileChart, type CompiledChart } from './compile.js';
import { gatherFacts } from './facts.js';
import type { ReportInput } from './input.js';
import { composePage } from './page.js';
import { readVegaRuntime } from './runtime.js';

/**
 * One HTML page that needs nothing beside itself: no network, no other file. A sweep without a
 * completed trial gives a page that says so.
 */
export async function renderReport(input: ReportInput): Promise<string> {
  const facts = gatherFacts(input);
  const compiled: CompiledChart[] = [];
  for (const chart of CHARTS) {
    const one = await compileChart(chart, facts);
    if (one !== null) compiled.push(one);
  }
  return composePage(facts, compiled, compiled.length === 0 ? '' : await readVegaRuntime());
}
