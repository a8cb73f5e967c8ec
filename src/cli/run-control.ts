import type { Options } from 'yargs';
import type { Selection } from '../plan/selection.js';
import type { RunControl } from '../run/options.js';
import { parseDuration } from '../spec/words/duration.js';
import type { Arguments } from './command.js';
import { textArgument } from './options.js';
import { UsageError } from './usage-error.js';
import { bothOptions, notDuration, notSwitch, notWholeNumber } from '../messages/cli/options.js';

/** Which trials a run takes; a plan says which these are. */
export const SELECTION_OPTIONS: Readonly<Record<string, Options>> = {
  'retry-failed': {
    type: 'boolean',
    default: false,
    describe: 'Train only trials that failed, timed out or were interrupted before',
  },
  'skip-failed': {
    type: 'boolean',
    default: false,
    describe: 'Leave trials alone that failed or timed out before; train the rest',
  },
  'max-trials': {
    type: 'string',
    requiresArg: true,
    describe: 'Train the first N at most (SWEEP_MAX_TRIALS), e.g. --max-trials 10',
  },
};

/** How a run goes on and when it ends. */
export const CONTROL_OPTIONS: Readonly<Record<string, Options>> = {
  ...SELECTION_OPTIONS,
  budget: {
    type: 'string',
    requiresArg: true,
    describe:
      'Stop after this wall time (SWEEP_BUDGET), e.g. --budget 10m; the same command goes on',
  },
  'fail-fast': {
    type: 'boolean',
    default: false,
    describe: 'Stop at the first trial that fails for good (SWEEP_FAIL_FAST=1)',
  },
  'keep-going': {
    type: 'boolean',
    default: false,
    describe: 'Train the others whatever fails: the default, goes before SWEEP_FAIL_FAST',
  },
  retries: {
    type: 'string',
    requiresArg: true,
    describe:
      'Further attempts after a failed one, whatever the spec says (SWEEP_RETRIES), e.g. --retries 0',
  },
  timeout: {
    type: 'string',
    requiresArg: true,
    describe:
      'Longest time for one trial, whatever the spec says (SWEEP_TIMEOUT), e.g. --timeout 30m',
  },
};

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws UsageError for values that are none, and for flags that contradict each other. */
export function controlFrom(args: Arguments, env: Environment): RunControl {
  return {
    ...selectionFrom(args, env),
    retries: integerOf(valueOf(args, env, 'retries'), 0, 100),
    timeoutSeconds: secondsOf(valueOf(args, env, 'timeout')),
    failFast: failFastFrom(args, env),
    budgetSeconds: secondsOf(valueOf(args, env, 'budget')),
  };
}

/** The part of it that decides which trials are trained. */
export function selectionFrom(
  args: Arguments,
  env: Environment,
): Pick<RunControl, 'selection' | 'maxTrials'> {
  requireOne(args, 'retry-failed', 'skip-failed');
  const selection: Selection | undefined =
    args['retry-failed'] === true
      ? 'failed'
      : args['skip-failed'] === true
        ? 'not-failed'
        : undefined;
  return { selection, maxTrials: integerOf(valueOf(args, env, 'max-trials'), 1, MOST_TRIALS) };
}

const MOST_TRIALS = 1_000_000;

function failFastFrom(args: Arguments, env: Environment): boolean {
  requireOne(args, 'fail-fast', 'keep-going');
  if (args['fail-fast'] === true) return true;
  if (args['keep-going'] === true) return false;
  const value = env['SWEEP_FAIL_FAST'] ?? '';
  if (['', '0', 'false'].includes(value)) return false;
  if (['1', 'true'].includes(value)) return true;
  throw new UsageError(notSwitch('SWEEP_FAIL_FAST', value));
}

function requireOne(args: Arguments, one: string, other: string): void {
  if (args[one] !== true || args[other] !== true) return;
  throw new UsageError(bothOptions(`--${one}`, `--${other}`));
}

/** What was written, and where: messages name it. */
interface Written {
  readonly source: string;
  readonly text: string;
}

/** Flag before variable: `--max-trials` before `SWEEP_MAX_TRIALS`. */
function valueOf(args: Arguments, env: Environment, name: string): Written | undefined {
  const flag = textArgument(args, name);
  if (flag !== undefined) return { source: `--${name}`, text: flag };
  const variable = `SWEEP_${name.toUpperCase().replaceAll('-', '_')}`;
  const text = env[variable] ?? '';
  return text === '' ? undefined : { source: variable, text };
}

function integerOf(value: Written | undefined, least: number, most: number): number | undefined {
  if (value === undefined) return undefined;
  const number = /^\d{1,15}$/.test(value.text) ? Number(value.text) : NaN;
  if (number >= least && number <= most) return number;
  throw new UsageError(notWholeNumber(value.source, value.text, least, most));
}

function secondsOf(value: Written | undefined): number | undefined {
  if (value === undefined) return undefined;
  const seconds = parseDuration(value.text);
  if (seconds !== null) return seconds;
  throw new UsageError(notDuration(value.source, value.text));
}
