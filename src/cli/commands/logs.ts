import { expectedTrial, removedMeanwhile } from '../stored/messages.js';
import type { Command } from '../command.js';
import { EXIT, UsageError } from '../exit.js';
import { DB_OPTION, integerArgument, JSON_OPTION, textArgument } from '../arguments/options.js';
import { databaseFrom } from '../arguments/run-options.js';
import { printText } from '../terminal/print.js';
import { jsonText } from '../../text/printable.js';

const SWEEP_LINES = 20;
const MOST_LINES = 1_000_000;

export const LOGS: Command = {
  name: 'logs',
  usage: 'logs <sweep|trial>',
  summary: 'Show why trials failed, with the end of their logs',
  positionals: {
    sweep: {
      describe:
        'Name of a sweep, for its failed, timed-out, interrupted and diverged trials; or a trial id (6 digits or more)',
    },
  },
  options: {
    all: {
      type: 'boolean',
      default: false,
      describe: 'For a trial: every attempt, not only the last',
    },
    lines: {
      type: 'string',
      requiresArg: true,
      describe: `Lines from the end of each log (default ${SWEEP_LINES} for a sweep, all for one trial), e.g. --lines 5`,
    },
    db: DB_OPTION,
    json: JSON_OPTION,
  },
  examples: [
    ['sweep logs mlp', 'what went wrong, trial by trial'],
    ['sweep logs mlp --lines 5', 'with shorter logs'],
    ['sweep logs 1f0c9a --all', 'every attempt of one trial'],
  ],
  run: async (args, terminal) => {
    const database = databaseFrom(args, terminal.env);
    const word = textArgument(args, 'sweep') ?? '';
    const lines = integerArgument('lines', textArgument(args, 'lines'), 1, MOST_LINES);
    const all = args['all'] === true;
    const [{ reading }, { findStored }, { readFailures }, { readTrial }, logs] = await Promise.all([
      import('../stored/reading.js'),
      import('../stored/find.js'),
      import('../../store/read.js'),
      import('../../store/lookup.js'),
      import('../stored/logs-view.js'),
    ]);
    const stored = reading(database, (db, gone) => {
      const named = findStored(db, database, word);
      return named.kind === 'trial'
        ? readTrial(db, named.id, gone)
        : readFailures(db, named.sweep, gone);
    });
    if (stored === undefined) throw new UsageError(removedMeanwhile(word));
    const asJson = args['json'] === true;
    if ('trial' in stored) {
      const { trial, status } = stored.trial;
      const attempts = logs.attemptLogs(stored, all, lines);
      if (asJson) terminal.out(jsonText({ trial, status, attempts }, 2));
      else if (attempts.length > 0)
        printText(terminal, () => attempts.map(logs.attemptText).join('\n\n'));
      if (attempts.every(({ log }) => log === null)) {
        terminal.message(`${noLog(trial, stored.attempts.length)}\n`);
      }
      return EXIT.done;
    }
    if (all) throw new UsageError(expectedTrial(word, '--all'));
    const { sweep } = stored;
    const trials = logs.trialLogs(stored, lines ?? SWEEP_LINES);
    if (asJson) terminal.out(jsonText({ sweep, trials }, 2));
    else if (trials.length > 0)
      printText(terminal, () => trials.map(logs.trialLogText).join('\n\n'));
    if (trials.length === 0) {
      terminal.message(`${nothingWentWrong(sweep, stored.trials)}\n`);
    }
    return EXIT.done;
  },
};

/** Printed to stderr if no trial of a sweep went wrong. */
export function nothingWentWrong(sweep: string, trials: number): string {
  return trials === 1
    ? `${sweep}: its only trial has not failed, timed out, diverged or been interrupted`
    : `${sweep}: none of its ${trials} trials failed, timed out, diverged or was interrupted`;
}

/** Printed to stderr for a trial without an attempt, or without a log. */
export function noLog(trial: string, attempts: number): string {
  return attempts === 0
    ? `trial ${trial}: no attempt yet`
    : `trial ${trial}: no log; only failed attempts keep one`;
}
