import type { DeviceRequest } from '../native/engine.js';
import type { Arguments } from './command.js';
import { DEFAULT_DATABASE } from './database-path.js';
import { choiceArgument, flagOrVariable, integerArgument } from './options.js';

type Environment = Readonly<Record<string, string | undefined>>;

const MOST_WORKERS = 1024;

/** Flag, else SWEEP_DB, else the default. */
export function databaseFrom(args: Arguments, env: Environment): string {
  return flagOrVariable(args, env, 'db') ?? DEFAULT_DATABASE;
}

/** Flag, else SWEEP_WORKERS; undefined leaves it to the spec. */
export function workersFrom(args: Arguments, env: Environment): number | 'auto' | undefined {
  const value = flagOrVariable(args, env, 'workers');
  return value === 'auto' ? value : integerArgument('workers', value, 1, MOST_WORKERS);
}

/** Flag, else SWEEP_DEVICE; undefined leaves it to the spec. */
export function deviceFrom(args: Arguments, env: Environment): DeviceRequest | undefined {
  return choiceArgument('device', flagOrVariable(args, env, 'device'), ['auto', 'cpu', 'gpu']);
}
