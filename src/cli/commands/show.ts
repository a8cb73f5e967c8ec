import { expectedSweep, removedMeanwhile } from '../stored/messages.js';
import type { Command } from '../command.js';
import { EXIT, UsageError } from '../exit.js';
import { DB_OPTION, JSON_OPTION, textArgument } from '../arguments/options.js';
import { databaseFrom } from '../arguments/run-options.js';
import { printText } from '../terminal/print.js';
import { jsonText } from '../../text/printable.js';

export const SHOW: Command = {
  name: 'show',
  usage: 'show <sweep|trial>',
  summary: 'Show a sweep with its configurations, or a trial with its epochs and attempts',
  positionals: {
    sweep: {
      describe: 'Name of a sweep, or a trial id (6 digits or more); a sweep name takes precedence',
    },
  },
  options: {
    spec: {
      type: 'boolean',
      default: false,
      describe:
        'Print only the spec of the last run, with its --set options as comments at the end',
    },
    db: DB_OPTION,
    json: JSON_OPTION,
  },
  examples: [
    ['sweep show mlp', 'configurations with mean and sd over seeds, and the front'],
    ['sweep show 1f0c9a --json', 'one trial with learning curve and attempts, for programs'],
    ['sweep show mlp --spec > mlp.yaml', 'the spec of the last run'],
  ],
  run: async (args, terminal) => {
    const database = databaseFrom(args, terminal.env);
    const word = textArgument(args, 'sweep') ?? '';
    const [{ reading }, { findStored }, { readSummaries, readSweep }, { readTrial }] =
      await Promise.all([
        import('../stored/reading.js'),
        import('../stored/find.js'),
        import('../../store/read.js'),
        import('../../store/lookup.js'),
      ]);
    const found = reading(database, (db, gone) => {
      const named = findStored(db, database, word);
      if (named.kind === 'trial') return { stored: readTrial(db, named.id, gone) };
      const [summary] = readSummaries(db, gone, named.sweep);
      return { summary, stored: readSweep(db, named.sweep, gone, ['compared', 'jobs']) };
    });
    const asJson = args['json'] === true;
    const print = (document: unknown): void => terminal.out(jsonText(document, 2));
    if (found.stored === undefined) throw new UsageError(removedMeanwhile(word));
    if ('trial' in found.stored) {
      if (args['spec'] === true) throw new UsageError(expectedSweep(word, '--spec'));
      const { trialJson, trialText } = await import('../stored/trial-view.js');
      if (asJson) print(trialJson(found.stored));
      else {
        const { stored } = found;
        printText(terminal, (width) => trialText(stored, width));
      }
      return EXIT.done;
    }
    if (args['spec'] === true) {
      const { spec_text } = found.stored.sweep;
      if (asJson) print({ sweep: word, spec_text });
      else (terminal.raw ?? terminal.out)(spec_text);
      return EXIT.done;
    }
    const [{ sweepJson, sweepText, viewOf }, { objectiveNotes }] = await Promise.all([
      import('../stored/sweep-view.js'),
      import('../../front/objective-notes.js'),
    ]);
    for (const note of objectiveNotes(word, found.stored.sweep.objectives)) {
      terminal.message(`${note}\n`);
    }
    if (found.summary === undefined) throw new UsageError(removedMeanwhile(word));
    const view = viewOf(found.summary, found.stored);
    if (asJson) print(sweepJson(view));
    else printText(terminal, (width) => sweepText(view, width));
    return EXIT.done;
  },
};
