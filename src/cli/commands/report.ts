import { severalFiles } from '../results-file/messages.js';
import { type Command, EXIT, UsageError } from '../command.js';
import { DB_OPTION, textArgument, wordArguments } from '../arguments/options.js';
import { COLUMN_OPTIONS, refuseFileOptions } from '../results-file/options.js';
import { databaseFrom } from '../arguments/run-options.js';
import { isStdout } from '../files/output-file.js';
import { refuseOtherFile, storedPagePath, writePage } from '../stored/own-page.js';

export const REPORT: Command = {
  name: 'report',
  usage: 'report <sweep..>',
  summary: 'Rebuild the page of a stored sweep, or write one page for several',
  positionals: {
    sweep: {
      describe:
        'Names of stored sweeps; several share one chart and one front, with the objectives of the first. Or a CSV file with one row per run',
    },
  },
  options: {
    out: {
      type: 'string',
      requiresArg: true,
      describe:
        'Output file, e.g. --out page.html; - is stdout (default: <sweep>.html or <sweep>+<sweep>.html next to the database, or results.html next to results.csv)',
    },
    ...COLUMN_OPTIONS,
    within: {
      type: 'string',
      requiresArg: true,
      describe:
        'For a file: tolerated loss against the best, in points for shares, else in the unit of the metric, e.g. --within 0.5',
    },
    db: DB_OPTION,
  },
  examples: [
    ['sweep report mlp --out mlp-today.html', 'works while the sweep is running'],
    ['sweep report notebook mlp', 'two sweeps of one dataset and convention on one chart'],
    [
      'sweep report results.csv --cost flops --metric val_accuracy',
      'runs of another tool; writes results.html',
    ],
  ],
  goesOn: (args) => !isStdout(textArgument(args, 'out') ?? ''),
  run: async (args, terminal) => {
    const database = databaseFrom(args, terminal.env);
    const out = textArgument(args, 'out');
    const sweeps = wordArguments(args, 'sweep');
    const { namesResultsFile } = await import('../results-file/find.js');
    const file = sweeps.find((word) => namesResultsFile(word, database));
    if (file !== undefined) {
      if (sweeps.length > 1) throw new UsageError(severalFiles(file));
      const { reportOfFile, resultsPagePath } = await import('../results-file/report.js');
      const page = out ?? resultsPagePath(file);
      if (!isStdout(page)) refuseOtherFile(page, true);
      await writePage(page, await reportOfFile(file, args, terminal), terminal);
      return EXIT.done;
    }
    refuseFileOptions(args, [...Object.keys(COLUMN_OPTIONS), 'within']);
    const [{ readReport }, { objectiveNotes }] = await Promise.all([
      import('../stored/sweep-report.js'),
      import('../../front/messages.js'),
    ]);
    const stored = readReport(database, sweeps);
    const page = out ?? storedPagePath(database, sweeps);
    if (!isStdout(page)) refuseOtherFile(page, true);
    const text = await stored.text();
    for (const { sweep } of stored.sweeps) {
      for (const note of objectiveNotes(sweep.sweep, sweep.objectives)) {
        terminal.message(`${note}\n`);
      }
    }
    await writePage(page, text, terminal);
    return EXIT.done;
  },
};
