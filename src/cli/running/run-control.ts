import type { Options } from 'yargs';
import type { Selection } from '../../plan/selection.js';
import type { RunControl } from '../../run/options.js';
import { parseDuration } from '../../spec/words/duration.js';
import { type Arguments, EXIT, UsageError } from '../command.js';
import { flagOrVariable, integerOf, sourceOf } from '../arguments/options.js';
import { bothOptions, notDuration, notSwitch } from '../arguments/messages.js';

/** Which trials a run takes; a plan says which these are. */
export const SELECTION_OPTIONS: Readonly<Record<string, Options>> = {
  'retry-failed': {
    type: 'boolean',
    default: false,
    describe: 'Train only trials that failed, timed out or were interrupted earlier',
  },
  'skip-failed': {
    type: 'boolean',
    default: false,
    describe: 'Skip trials that failed or timed out earlier',
  },
  'max-trials': {
    type: 'string',
    requiresArg: true,
    describe: 'Train at most the first N trials (SWEEP_MAX_TRIALS), e.g. --max-trials 10',
  },
};

/** How a run continues and when it ends. */
export const CONTROL_OPTIONS: Readonly<Record<string, Options>> = {
  ...SELECTION_OPTIONS,
  budget: {
    type: 'string',
    requiresArg: true,
    describe:
      'Stop after this wall time (SWEEP_BUDGET), e.g. --budget 10m; the same command resumes',
  },
  'fail-fast': {
    type: 'boolean',
    default: false,
    describe: 'Stop at the first trial that fails after all its retries (SWEEP_FAIL_FAST=1)',
  },
  'keep-going': {
    type: 'boolean',
    default: false,
    describe: 'Continue after failures: the default, overrides SWEEP_FAIL_FAST',
  },
  retries: {
    type: 'string',
    requiresArg: true,
    describe: 'Attempts after a failed one; overrides the spec (SWEEP_RETRIES), e.g. --retries 0',
  },
  timeout: {
    type: 'string',
    requiresArg: true,
    describe: 'Time limit for one trial; overrides the spec (SWEEP_TIMEOUT), e.g. --timeout 30m',
  },
};

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws UsageError for values that are none, and for flags that contradict each other. */
export function controlFrom(args: Arguments, env: Environment): RunControl {
  return {
    ...selectionFrom(args, env),
    retries: wholeNumber(args, env, 'retries', 0, 100),
    timeoutSeconds: secondsOf(args, env, 'timeout'),
    failFast: failFastFrom(args, env),
    budgetSeconds: secondsOf(args, env, 'budget'),
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
  return { selection, maxTrials: wholeNumber(args, env, 'max-trials', 1, MOST_TRIALS) };
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

function wholeNumber(
  args: Arguments,
  env: Environment,
  name: string,
  least: number,
  most: number,
): number | undefined {
  return integerOf(sourceOf(args, name), flagOrVariable(args, env, name), least, most);
}

function secondsOf(args: Arguments, env: Environment, name: string): number | undefined {
  const text = flagOrVariable(args, env, name);
  if (text === undefined) return undefined;
  const seconds = parseDuration(text);
  if (seconds !== null) return seconds;
  throw new UsageError(notDuration(sourceOf(args, name), text));
}

/** Ctrl-C and its kin as two requests: first to stop cleanly, then to stop at once. */
export interface Signals {
  readonly stop: AbortSignal;
  readonly kill: AbortSignal;
  /** Of the first signal. */
  readonly exitCode: () => number;
  readonly remove: () => void;
}

const HANDLED = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function onSignals(): Signals {
  const stop = new AbortController();
  const kill = new AbortController();
  let first: string | undefined;
  const onSignal = (signal: string): void => {
    if (first === undefined) {
      first = signal;
      stop.abort();
    } else {
      kill.abort();
    }
  };
  for (const signal of HANDLED) process.on(signal, onSignal);
  return {
    stop: stop.signal,
    kill: kill.signal,
    exitCode: () =>
      first === 'SIGTERM' || first === 'SIGHUP' ? EXIT.terminated : EXIT.interrupted,
    remove: () => {
      for (const signal of HANDLED) process.off(signal, onSignal);
    },
  };
}
