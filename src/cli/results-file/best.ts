import type { FrontAnalysis } from '../../front/analyse-front.js';
import { compareCounts } from '../../front/front.js';
import { fileFrontHeading, noneInFileLimits, nothingToCompare, ofSweepOnly } from './messages.js';
import type { Results } from '../../results-file/results.js';
import { metricWordsOf, resultsAnswerInWords, writeCost } from '../../results-file/words.js';
import { type Arguments, EXIT, UsageError } from '../command.js';
import { countJson } from '../stored/configuration-json.js';
import type { Terminal } from '../terminal/terminal.js';
import { printText } from '../terminal/print.js';
import { textTable } from '../terminal/text-table.js';
import { analyseFile } from './analyse.js';
import { jsonText } from '../../text/printable.js';

/** `sweep best FILE.csv`. @returns the exit code. */
export function bestOfFile(path: string, args: Arguments, terminal: Terminal): number {
  if (args['batch'] !== undefined) throw new UsageError(ofSweepOnly('batch'));
  const { results, analysis, limits } = analyseFile(path, args, terminal);
  if (args['json'] === true) terminal.out(jsonText(documentOf(results, analysis), 2));
  if (analysis.answer.state === 'nothing') {
    const said = limits.length === 0 ? nothingToCompare(path) : noneInFileLimits(path, limits);
    terminal.message(`${said}\n`);
    return EXIT.no;
  }
  if (args['json'] !== true) {
    printText(terminal, (width) => frontText(results, analysis, width));
  }
  return EXIT.done;
}

/** What programs read: the answer, and each configuration with its cost and mean by their names too. */
function documentOf(results: Results, analysis: FrontAnalysis): unknown {
  const known = new Map(results.configurations.map((item) => [item.configuration, item]));
  return {
    file: results.file,
    cost: results.cost,
    metric: results.metric,
    goal: results.goal,
    answer: analysis.answer,
    configurations: analysis.configurations.map(({ configuration, cost, ...rest }) => ({
      [results.cost]: countJson(cost),
      [results.metric]: rest.mean,
      configuration,
      parameters: known.get(configuration)?.parameters ?? {},
      cost: countJson(cost),
      ...rest,
    })),
    left_out: [...results.left_out, ...analysis.left_out],
  };
}

/** The answer, and the front of means with its verdicts, cheapest first. */
function frontText(results: Results, analysis: FrontAnalysis, width: number): string {
  const { headline, sentences, caveats } = resultsAnswerInWords(results, analysis);
  const metric = metricWordsOf(results);
  const front = analysis.configurations
    .filter((item) => item.front || item.verdict === 'front')
    .sort((a, b) => compareCounts(a.cost, b.cost));
  const table = textTable(
    ['configuration', results.cost, results.metric, '95 % CI (t)', 'n', 'verdict'],
    front.map(({ configuration, cost, mean, interval, n, verdict }) => [
      configuration,
      writeCost(cost),
      metric.write(mean),
      interval === null ? null : metric.writeInterval(interval),
      n,
      verdict,
    ]),
    { width, optional: ['n', '95 % CI (t)'] },
  );
  const heading = fileFrontHeading(front.length, analysis.configurations.length, [
    results.metric,
    results.cost,
  ]);
  return [headline, ...sentences, ...caveats, '', heading, '', table].join('\n');
}
