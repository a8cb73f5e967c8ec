import { dirname, join } from 'node:path';
import type { Options } from 'yargs';
import { type Arguments, UsageError } from '../command.js';
import {
  bothOptions,
  notOneOf,
  notWholeNumber,
  optionWithoutValue,
  optionWithSeveralValues,
} from './messages.js';

export const DEFAULT_DATABASE = 'results/sweep.db';

/** The page of a sweep lies beside the database that it is made from. */
export function reportPath(database: string, sweep: string): string {
  return join(dirname(database), `${sweep}.html`);
}

/** What names the database in a command that a message shows: nothing where it is the usual one. */
export function databaseOption(database: string): string {
  return database === DEFAULT_DATABASE ? '' : ` --db ${shellWord(database)}`;
}

/** Quoted for the shell. */
function shellWord(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Options that several commands have, with their help. */
export const DB_OPTION: Options = {
  type: 'string',
  requiresArg: true,
  describe: `SQLite file (SWEEP_DB; default ${DEFAULT_DATABASE}), e.g. --db /data/sweep.db`,
};

export const DEVICE_OPTION: Options = {
  type: 'string',
  requiresArg: true,
  describe: 'auto, cpu or gpu (SWEEP_DEVICE); cpu and gpu never fall back to the other',
};

export const GPUS_OPTION: Options = {
  type: 'string',
  requiresArg: true,
  describe: 'auto, or GPU numbers or UUIDs from nvidia-smi -L (SWEEP_GPUS), e.g. --gpus 0,1',
};

export const COMPILE_OPTION: Options = {
  type: 'string',
  requiresArg: true,
  describe:
    'auto, xla, graph (native engine), or off to train one network at a time (SWEEP_COMPILE), e.g. --compile off',
};

export const SAVE_OPTION: Options = {
  type: 'string',
  requiresArg: true,
  describe:
    'Models to keep: front, all or none; overrides the spec (SWEEP_SAVE), e.g. --save all; sweep save copies one',
};

/** May be given several times: see parse-arguments.ts. */
export const SET_OPTION: Options = {
  type: 'string',
  requiresArg: true,
  describe: 'Override a key of the spec, repeatable, e.g. --set epochs=2',
};

/** Every `--set` of the command line, in order. */
export function settingsFrom(args: Arguments): readonly string[] {
  const joined = textArgument(args, 'set');
  return joined === undefined ? [] : (JSON.parse(joined) as string[]);
}

export const RAW_OPTION = {
  type: 'boolean' as const,
  default: false,
  describe:
    'CSV cells as stored, without the apostrophe before text that a spreadsheet would read as a formula',
};
export const JSON_OPTION: Options = {
  type: 'boolean',
  default: false,
  describe: 'Print one JSON document to stdout',
};

export function textArgument(args: Arguments, name: string): string | undefined {
  const value = args[name];
  if (value === undefined) return undefined;
  if (value === '') throw new UsageError(optionWithoutValue(name));
  if (typeof value !== 'string') throw new UsageError(optionWithSeveralValues(name));
  return value;
}

/** Each word of a positional that takes several, once, in their order. */
export function wordArguments(args: Arguments, name: string): string[] {
  const value = args[name];
  const words = (Array.isArray(value) ? value : [value]).filter((word) => word !== undefined);
  return [...new Set(words.map(String))];
}

/** A text that must be one of a few. */
export function choiceOf<T extends string>(
  name: string,
  value: string | undefined,
  choices: readonly T[],
): T | undefined {
  if (value === undefined) return undefined;
  const found = choices.find((choice) => choice === value);
  if (found === undefined) {
    throw new UsageError(notOneOf(name, value, choices));
  }
  return found;
}

/** A whole number from `least` to `most`, of an option. */
export function integerArgument(
  name: string,
  value: string | undefined,
  least: number,
  most: number,
): number | undefined {
  return integerOf(`--${name}`, value, least, most);
}

/** The same of an option or a variable, which messages name. */
export function integerOf(
  source: string,
  value: string | undefined,
  least: number,
  most: number,
): number | undefined {
  if (value === undefined) return undefined;
  const number = /^\d{1,15}$/.test(value) ? Number(value) : NaN;
  if (!(number >= least && number <= most)) {
    throw new UsageError(notWholeNumber(source, value, least, most));
  }
  return number;
}

/** Where the value of an option comes from: `--workers`, or `SWEEP_WORKERS` where no flag is given. */
export function sourceOf(args: Arguments, name: string): string {
  return args[name] === undefined ? variableOf(name) : `--${name}`;
}

function variableOf(name: string): string {
  return `SWEEP_${name.toUpperCase().replaceAll('-', '_')}`;
}

/** Flag before variable: `--workers` before `SWEEP_WORKERS`. */
export function flagOrVariable(
  args: Arguments,
  env: Readonly<Record<string, string | undefined>>,
  name: string,
): string | undefined {
  const variable = env[variableOf(name)];
  return textArgument(args, name) ?? (variable === '' ? undefined : variable);
}

/** @throws UsageError where `--format` and `--json` stand side by side. */
export function refuseJson(args: Arguments): void {
  if (args['json'] === true) throw new UsageError(bothOptions('--format', '--json'));
}
