import { stripVTControlCharacters } from 'node:util';
import { nameConfigurations } from '../../front/names.js';
import { trialName } from '../running/messages.js';
import type { StoredTrial } from '../../store/lookup.js';
import type { StoredFailures } from '../../store/read.js';
import type { Status } from '../../trial/trial.js';
import { printableText } from '../../text/printable.js';
import { writeTime } from '../terminal/times.js';

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
