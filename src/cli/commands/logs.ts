import { stripVTControlCharacters } from 'node:util';
import { nameConfigurations } from '../../front/names.js';
import { trialName } from '../running/messages.js';
import type { StoredTrial } from '../../store/lookup.js';
import type { StoredFailures } from '../../store/read.js';
import type { Status } from '../../trial/trial.js';
import { jsonText, printableText } from '../../text/printable.js';
import { writeTime } from '../terminal/quantities.js';
import { expectedTrial, removedMeanwhile } from '../stored/messages.js';
import { type Command, EXIT, UsageError } from '../command.js';
import { DB_OPTION, integerArgument, JSON_OPTION, textArgument } from '../arguments/options.js';
import { databaseFrom } from '../arguments/run-options.js';
import { printText } from '../terminal/print.js';

/** What a trial's attempt left behind. */
export interface AttemptLog {
  readonly attempt: number;
  readonly status: Status;
  readonly error: string | null;
  readonly started: string;
  readonly finished: string | null;
  /** Null where the worker printed nothing, or nothing was kept. */
  readonly log: string | null;
}

/** A trial that went wrong, with its last attempt's log. */
export interface TrialLog {
  readonly trial: string;
  readonly configuration: string;
  readonly name: string;
  readonly seed: number;
  readonly status: Status;
  readonly error: string | null;
  readonly log: string | null;
}

/** The last attempt, or every one, each with its last lines; all lines when `lines` is undefined. */
export function attemptLogs(
  { attempts }: StoredTrial,
  all: boolean,
  lines: number | undefined,
): readonly AttemptLog[] {
  return attempts.slice(all ? 0 : -1).map(({ attempt, status, error, started, finished, log }) => {
    return { attempt, status, error, started, finished, log: lastLines(log, lines) };
  });
}

/** The trials of a sweep that failed, timed out, were interrupted or diverged, in its order. */
export function trialLogs(
  { wrong, attempts, configurations }: StoredFailures,
  lines: number | undefined,
): readonly TrialLog[] {
  const names = nameConfigurations(configurations);
  const last = new Map(attempts.map((attempt) => [attempt.trial, attempt] as const));
  return wrong.map(({ trial, configuration, seed, status, error }) => ({
    trial,
    configuration,
    name: names.get(configuration) ?? configuration,
    seed,
    status,
    error: error ?? last.get(trial)?.error ?? null,
    log: lastLines(last.get(trial)?.log ?? null, lines),
  }));
}

export function attemptText({
  attempt,
  status,
  error,
  started,
  finished,
  log,
}: AttemptLog): string {
  const times = `${writeTime(started)}${finished === null ? '' : ` to ${writeTime(finished)}`}`;
  return block(`attempt ${attempt}: ${status}, ${times}`, error, log);
}

export function trialLogText({ trial, name, seed, status, error, log }: TrialLog): string {
  return block(`${trialName(name, seed)}, trial ${trial}: ${status}`, error, log);
}

function block(head: string, error: string | null, log: string | null): string {
  return [
    head,
    ...(error === null ? [] : [indented(error)]),
    ...(log === null ? [] : ['', indented(log)]),
  ].join('\n');
}

function indented(text: string): string {
  return printableText(stripVTControlCharacters(text))
    .split('\n')
    .map((line) => `  ${line}`.trimEnd())
    .join('\n');
}

function lastLines(log: string | null, lines: number | undefined): string | null {
  const text = log?.trimEnd() ?? '';
  if (text === '') return null;
  return lines === undefined ? text : text.split('\n').slice(-lines).join('\n');
}

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
      import('./logs.js'),
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
