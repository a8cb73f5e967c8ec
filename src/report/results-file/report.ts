import { compileChart } from '../compile.js';
import { markup } from '../escape.js';
import { listed } from '../rows.js';
import { readVegaRuntime } from '../report.js';
import { answerMarkup } from '../sections/answer.js';
import { chartFigure } from '../sections/charts.js';
import { composeShell } from '../shell.js';
import { resultsChart } from './chart.js';
import { gatherResults, type ResultsInput } from './facts.js';
import {
  configurationsSection,
  provenanceSection,
  resultsSummary,
  runsSection,
} from './sections.js';

/** The page of a file of results: chart, verdicts, answer, and its runs. It needs nothing beside itself. */
export async function renderResultsReport(input: ResultsInput): Promise<string> {
  const facts = gatherResults(input);
  const { results, analysis, cost } = facts;
  const chart = await compileChart(resultsChart, facts);
  return composeShell({
    title: `${results.file}: ${results.metric} against ${results.cost}`,
    version: input.version,
    header: markup`<h1>${results.file}</h1>
${resultsSummary(facts)}`,
    main: markup`${answerMarkup(facts.answer, cost)}
${chartFigure(resultsChart, facts, chart !== null)}
${configurationsSection(facts)}
${runsSection(facts)}
${provenanceSection(facts)}`,
    data: {
      file: results.file,
      cost: results.cost,
      metric: results.metric,
      goal: results.goal,
      generated: input.generatedAt,
      answer: analysis.answer,
      ...listed({
        configurations: analysis.configurations,
        left_out: [...results.left_out, ...analysis.left_out],
        runs: results.runs,
      }),
    },
    compiled: chart === null ? [] : [chart],
    vegaRuntime: chart === null ? '' : await readVegaRuntime(),
  });
}
