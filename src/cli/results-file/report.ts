import { dirname, join, parse } from 'node:path';
import { renderResultsReport } from '../../report/results-file/report.js';
import { PROGRAM_VERSION } from '../../run/planning/planned-sweep.js';
import type { Arguments } from '../command.js';
import type { Terminal } from '../terminal/terminal.js';
import { analyseFile } from './analyse.js';

/** The page of a file of results lies beside it: `runs/results.csv`, `runs/results.html`. */
export function resultsPagePath(path: string): string {
  return join(dirname(path), `${parse(path).name}.html`);
}

/** The page of `sweep report FILE.csv`. */
export async function reportOfFile(
  path: string,
  args: Arguments,
  terminal: Terminal,
): Promise<string> {
  const { results, analysis } = analyseFile(path, args, terminal);
  const generatedAt = new Date().toISOString();
  const input = { results, analysis, version: PROGRAM_VERSION, generatedAt };
  return renderResultsReport(input);
}
