import type { DeviceRequest } from '../../native/engine.js';
import type { GpuChoice } from '../../native/gpus.js';
import { COMPILE_CHOICES, type CompileChoice } from '../../plan/compilation.js';
import { type Arguments, UsageError } from '../command.js';
import {
  choiceOf,
  DEFAULT_DATABASE,
  flagOrVariable,
  integerOf,
  sourceOf,
  textArgument,
} from './options.js';
import { type SaveChoice, SAVES } from '../../spec/spec.js';
import { isGpuId } from '../../spec/words/names.js';
import { PIPE, STDIN } from '../files/read-spec.js';
import { databaseIsPipe, gpusBesideCpu, gpuTwice, notGpus } from './messages.js';

type Environment = Readonly<Record<string, string | undefined>>;

const MOST_WORKERS = 1024;

/** Flag, else SWEEP_DB, else the default. */
export function databaseFrom(args: Arguments, env: Environment): string {
  const named = flagOrVariable(args, env, 'db') ?? DEFAULT_DATABASE;
  if (named === PIPE || named === STDIN) throw new UsageError(databaseIsPipe());
  return named;
}

/** Flag, else SWEEP_WORKERS; undefined leaves it to the spec. */
export function workersFrom(args: Arguments, env: Environment): number | 'auto' | undefined {
  const value = flagOrVariable(args, env, 'workers');
  return value === 'auto' ? value : integerOf(sourceOf(args, 'workers'), value, 1, MOST_WORKERS);
}

/** Flag, else SWEEP_COMPILE; undefined is `auto`. */
export function compileFrom(args: Arguments, env: Environment): CompileChoice | undefined {
  return choiceOf(sourceOf(args, 'compile'), flagOrVariable(args, env, 'compile'), COMPILE_CHOICES);
}

/** Flag, else SWEEP_SAVE; undefined leaves it to the spec. */
export function saveFrom(args: Arguments, env: Environment): SaveChoice | undefined {
  return choiceOf(sourceOf(args, 'save'), flagOrVariable(args, env, 'save'), SAVES);
}

/**
 * What is asked for of devices: by flags, else by SWEEP_DEVICE and SWEEP_GPUS; what is undefined is
 * left to the spec. A flag outweighs every variable, so only two of one kind can contradict.
 */
export function devicesFrom(args: Arguments, env: Environment): AskedDevices {
  const flags = agreeing('--', {
    device: asDevice('--device', textArgument(args, 'device')),
    gpus: asGpus('--gpus', textArgument(args, 'gpus')),
  });
  if (flags.device !== undefined && flags.gpus !== undefined) return flags;
  const variables = agreeing('SWEEP_', {
    device: asDevice('SWEEP_DEVICE', variable(env, 'SWEEP_DEVICE')),
    gpus: asGpus('SWEEP_GPUS', variable(env, 'SWEEP_GPUS')),
  });
  if (flags.device === 'cpu') return flags;
  return {
    device: flags.device ?? (namesGpus(flags.gpus) ? 'gpu' : variables.device),
    gpus: flags.gpus ?? variables.gpus,
  };
}

interface AskedDevices {
  readonly device: DeviceRequest | undefined;
  readonly gpus: GpuChoice | undefined;
}

function agreeing(prefix: '--' | 'SWEEP_', asked: AskedDevices): AskedDevices {
  if (asked.device !== 'cpu' || !namesGpus(asked.gpus)) return asked;
  const [gpus, device] =
    prefix === '--' ? ['--gpus', '--device cpu'] : ['SWEEP_GPUS', 'SWEEP_DEVICE=cpu'];
  throw new UsageError(gpusBesideCpu(gpus, device));
}

function namesGpus(gpus: GpuChoice | undefined): boolean {
  return gpus !== undefined && gpus !== 'auto';
}

function asDevice(name: string, value: string | undefined): DeviceRequest | undefined {
  return choiceOf(name, value, ['auto', 'cpu', 'gpu']);
}

function asGpus(name: string, value: string | undefined): GpuChoice | undefined {
  if (value === undefined || value === 'auto') return value;
  const ids = value.split(',').map((id) => id.trim());
  if (!ids.every(isGpuId)) {
    throw new UsageError(notGpus(name, value));
  }
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) {
    throw new UsageError(gpuTwice(name, twice));
  }
  return ids;
}

function variable(env: Environment, name: string): string | undefined {
  return env[name] === '' ? undefined : env[name];
}
