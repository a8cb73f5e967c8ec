import { existsSync, lstatSync, statSync } from 'node:fs';
import { pageIsFolder, pageIsOther } from '../../messages/cli/report.js';
import { severalFiles } from '../../messages/cli/results-file.js';
import type { Command } from '../command.js';
import { reportPath } from '../database-path.js';
import { EXIT } from '../exit-code.js';
import { DB_OPTION, textArgument, wordArguments } from '../options.js';
import { COLUMN_OPTIONS, refuseFileOptions } from '../results-file/options.js';
import { databaseFrom } from '../run-options.js';
import { isOwnPage } from '../stored/own-page.js';
import { UsageError } from '../usage-error.js';

export const REPORT: Command = {
  name: 'report',
  usage: 'report <sweep..>',
  summary: 'Write the page of a stored sweep again, or one page of several',
  positionals: {
    sweep: {
      describe:
        'Names of sweeps, as sweep list shows them; several share one chart and one front, under the objectives of the first. Or a CSV file of any tool with a row per run',
    },
  },
  options: {
    out: {
      type: 'string',
      requiresArg: true,
      describe:
        'Where to, e.g. --out page.html; default: <sweep>.html, or <sweep>+<sweep>.html, beside the database; of results.csv, results.html beside it',
    },
    ...COLUMN_OPTIONS,
    within: {
      type: 'string',
      requiresArg: true,
      describe:
        'Of a file: how much worse than the best is still good, in points for shares, else in the unit of the metric, e.g. --within 0.5',
    },
    db: DB_OPTION,
  },
  examples: [
    ['sweep report mlp --out mlp-today.html', 'also while the sweep still runs'],
    ['sweep report notebook mlp', 'two sweeps of one dataset and convention on one chart'],
    [
      'sweep report results.csv --cost flops --metric val_accuracy',
      'of runs that another tool made; writes results.html',
    ],
  ],
  goesOn: true,
  run: async (args, terminal) => {
    const database = databaseFrom(args, terminal.env);
    const sweeps = wordArguments(args, 'sweep');
    const { namesResultsFile } = await import('../results-file/find.js');
    const file = sweeps.find((word) => namesResultsFile(word, database));
    if (file !== undefined) {
      if (sweeps.length > 1) throw new UsageError(severalFiles(file));
      const { reportOfFile, resultsPagePath } = await import('../results-file/report.js');
      const page = textArgument(args, 'out') ?? resultsPagePath(file);
      refuseOtherFile(page);
      await reportOfFile(file, page, args, terminal);
      terminal.out(page);
      return EXIT.done;
    }
    refuseFileOptions(args, [...Object.keys(COLUMN_OPTIONS), 'within']);
    const [{ writeCombinedReport }, { objectiveNotes }] = await Promise.all([
      import('../write-sweep-report.js'),
      import('../../front/objective-notes.js'),
    ]);
    const out = textArgument(args, 'out') ?? reportPath(database, sweeps.join('+'));
    refuseOtherFile(out);
    const stored = await writeCombinedReport(database, sweeps, out);
    for (const { sweep } of stored) {
      for (const note of objectiveNotes(sweep.sweep, sweep.objectives)) {
        terminal.message(`${note}\n`);
      }
    }
    terminal.out(out);
    return EXIT.done;
  },
};

/** A page may be written over; a spec, a database or another program's page may not. */
function refuseOtherFile(path: string): void {
  if (!existsSync(path)) return;
  const facts = statSync(path);
  if (facts.isDirectory()) throw new UsageError(pageIsFolder(path));
  // A page takes the place of what is there: never that of a device, nor of the link /dev/stdout.
  if (lstatSync(path).isFile() && (facts.size === 0 || isOwnPage(path))) return;
  throw new UsageError(pageIsOther(path));
}
