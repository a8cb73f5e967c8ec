import { dirname, join, parse } from 'node:path';
import { renderResultsReport } from '../../report/results-file/report.js';
import { writeReport } from '../../report/write.js';
import { PROGRAM_VERSION } from '../../run/planned-sweep.js';
import type { Arguments } from '../command.js';
import type { Terminal } from '../terminal/terminal.js';
import { analyseFile } from './analyse.js';

/** The page of a file of results lies beside it: `runs/results.csv`, `runs/results.html`. */
export function resultsPagePath(path: string): string {
  return join(dirname(path), `${parse(path).name}.html`);
}

/** `sweep report FILE.csv`: writes its page, whole or not at all. */
export async function reportOfFile(
  path: string,
  page: string,
  args: Arguments,
  terminal: Terminal,
): Promise<void> {
  const { results, analysis } = analyseFile(path, args, terminal);
  const generatedAt = new Date().toISOString();
  const input = { results, analysis, version: PROGRAM_VERSION, generatedAt };
  await writeReport(page, await renderResultsReport(input));
}
