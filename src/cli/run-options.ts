import type { DeviceRequest } from '../native/engine.js';
import type { GpuChoice } from '../native/gpus.js';
import type { Arguments } from './command.js';
import { DEFAULT_DATABASE } from './database-path.js';
import { choiceArgument, flagOrVariable, integerArgument, quoted } from './options.js';
import { UsageError } from './usage-error.js';

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
function deviceFrom(args: Arguments, env: Environment): DeviceRequest | undefined {
  return choiceArgument('device', flagOrVariable(args, env, 'device'), ['auto', 'cpu', 'gpu']);
}

/** Flag, else SWEEP_GPUS; undefined leaves it to the spec. */
function gpusFrom(args: Arguments, env: Environment): GpuChoice | undefined {
  const value = flagOrVariable(args, env, 'gpus');
  if (value === undefined || value === 'auto') return value;
  const ids = value.split(',').map((id) => id.trim());
  if (ids.some((id) => !/^(\d{1,4}|(GPU|MIG)-[\dA-Fa-f-/]+)$/.test(id))) {
    throw new UsageError(
      `--gpus: got ${quoted(value)}; expected auto, or numbers as nvidia-smi counts them, e.g. --gpus 0,1`,
    );
  }
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) {
    throw new UsageError(
      `--gpus: got ${twice} twice; expected each GPU once; several workers share a GPU where ` +
        '--workers is larger than their number',
    );
  }
  return ids;
}

/** Both flags of a command, which must agree. */
export function devicesFrom(
  args: Arguments,
  env: Environment,
): { readonly device: DeviceRequest | undefined; readonly gpus: GpuChoice | undefined } {
  const device = deviceFrom(args, env);
  const gpus = gpusFrom(args, env);
  if (device === 'cpu' && gpus !== undefined && gpus !== 'auto') {
    throw new UsageError('--gpus: got GPUs beside --device cpu; delete one of them');
  }
  return { device, gpus };
}
