import { COUNTED_OPTIMIZERS, type OptimizerName } from '../../elementary/optimizers.js';
import {
  type ConventionName,
  CONVENTIONS,
  COUNTED_LOSSES,
  type LossName,
  type Overrides,
} from '../../flops/conventions.js';
import { OPERATIONS, type Operation } from '../../layers/operations.js';
import type { InputOptions } from '../../network/keras/topology.js';
import type { Shape } from '../../layers/shape.js';
import { nearest } from '../../spec/words/names.js';
import { type Arguments, UsageError } from '../command.js';
import { choiceOf, integerArgument, textArgument } from '../arguments/options.js';
import {
  assumeIsNoSize,
  chartIsNoFile,
  coefficientIsNoCount,
  coefficientTwice,
  notInputShape,
  unknownOperation,
} from './messages.js';
import { bothOptions } from '../arguments/messages.js';

const MOST_BATCH = 1_000_000_000;
const MOST_IMAGES = 1_000_000_000_000;

/** How a table is written. */
export type Format = 'table' | 'json' | 'csv' | 'markdown';

/** The typed command line of `sweep flops`. */
export interface FlopsArguments {
  readonly file: string;
  readonly format: Format;
  readonly convention: ConventionName | undefined;
  readonly coefficients: Overrides;
  readonly batch: number | undefined;
  readonly training: boolean;
  readonly optimizer: OptimizerName | undefined;
  readonly loss: LossName | undefined;
  readonly inputGradient: boolean;
  readonly executed: boolean;
  readonly exact: boolean;
  /** Cells of CSV as they are. */
  readonly raw: boolean;
  readonly compare: boolean;
  readonly audit: boolean;
  readonly chart: string | undefined;
  readonly input: InputOptions;
  /** Training images of an epoch, and epochs, where a run's total is asked for. */
  readonly run: { readonly train?: number; readonly epochs?: number } | undefined;
}

/** @throws a UsageError that names the option. */
export function flopsArguments(args: Arguments): FlopsArguments {
  const images = integerArgument('images', textArgument(args, 'images'), 1, MOST_IMAGES);
  const epochs = integerArgument('epochs', textArgument(args, 'epochs'), 1, MOST_IMAGES);
  const parsed: FlopsArguments = {
    file: textArgument(args, 'file') ?? '',
    format: formatOf(args),
    convention: choiceOf('--convention', textArgument(args, 'convention'), CONVENTIONS),
    coefficients: coefficientsOf(textArgument(args, 'coefficient')),
    batch: integerArgument('batch', textArgument(args, 'batch'), 1, MOST_BATCH),
    training: ['training', 'images', 'epochs', 'optimizer', 'loss'].some((name) =>
      isSet(args, name),
    ),
    optimizer: choiceOf('--optimizer', textArgument(args, 'optimizer'), COUNTED_OPTIMIZERS),
    loss: choiceOf('--loss', textArgument(args, 'loss'), COUNTED_LOSSES),
    inputGradient: args['input-gradient'] === true,
    executed: args['executed'] === true,
    exact: args['exact'] === true,
    raw: args['raw'] === true,
    compare: args['compare'] === true,
    audit: args['audit'] === true,
    chart: chartFile(textArgument(args, 'chart')),
    input: inputOptions(args),
    run:
      images === undefined && epochs === undefined
        ? undefined
        : {
            ...(images !== undefined && { train: images }),
            ...(epochs !== undefined && { epochs }),
          },
  };
  refuse(parsed.compare && parsed.convention !== undefined, '--compare', '--convention');
  refuse(parsed.compare && parsed.audit, '--compare', '--audit');
  refuse(
    parsed.compare && !['table', 'json'].includes(parsed.format),
    '--compare',
    `--${parsed.format}`,
  );
  refuse(
    parsed.audit && !['table', 'json'].includes(parsed.format),
    '--audit',
    `--${parsed.format}`,
  );
  for (const name of NOT_AUDITED) {
    refuse(parsed.audit && isSet(args, name), '--audit', `--${name}`);
  }
  for (const name of ['images', 'epochs']) {
    const noTotals = parsed.compare || ['csv', 'markdown'].includes(parsed.format);
    const other = parsed.compare ? '--compare' : `--${parsed.format}`;
    refuse(noTotals && isSet(args, name), `--${name}`, other);
  }
  return parsed;
}

/** Options that change nothing of what an audit holds side by side. */
const NOT_AUDITED = [
  'convention',
  'coefficient',
  'training',
  'optimizer',
  'loss',
  'images',
  'epochs',
  'input-gradient',
  'exact',
] as const;

function isSet(args: Arguments, name: string): boolean {
  return (args[name] ?? false) !== false;
}

function refuse(both: boolean, left: string, right: string): void {
  if (both) throw new UsageError(bothOptions(left, right));
}

function formatOf(args: Arguments): Format {
  const asked = (['json', 'csv', 'markdown'] as const).filter((name) => args[name] === true);
  const [format = 'table', other] = asked;
  if (other !== undefined) {
    throw new UsageError(bothOptions(`--${format}`, `--${other}`));
  }
  return format;
}

function coefficientsOf(settings: string | undefined): Overrides {
  if (settings === undefined) return {};
  const entries = settings.split(',').map((setting): readonly [Operation, bigint] => {
    const [name = '', value = '', ...others] = setting.split('=');
    const operation = OPERATIONS.find((known) => known === name);
    if (operation === undefined) {
      throw new UsageError(unknownOperation(setting, OPERATIONS, nearest(name, OPERATIONS)));
    }
    if (!/^\d{1,9}$/.test(value) || others.length > 0) {
      throw new UsageError(coefficientIsNoCount(setting, name));
    }
    return [operation, BigInt(value)];
  });
  const names = entries.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new UsageError(coefficientTwice(twice));
  }
  return Object.fromEntries(entries);
}

function chartFile(path: string | undefined): string | undefined {
  if (path === undefined || /\.(svg|html)$/.test(path)) return path;
  throw new UsageError(chartIsNoFile(path));
}

function inputOptions(args: Arguments): InputOptions {
  const shapes = textArgument(args, 'input-shape')?.split('/').map(inputShape);
  const assume = textArgument(args, 'assume');
  const match = assume === undefined ? null : /^None=([1-9]\d{0,8})$/i.exec(assume);
  if (assume !== undefined && match === null) {
    throw new UsageError(assumeIsNoSize(assume));
  }
  return {
    ...(shapes !== undefined && { inputShapes: shapes }),
    ...(match !== null && { assumed: Number(match[1]) }),
  };
}

function inputShape(text: string): Shape {
  if (/^[1-9]\d{0,8}([,x][1-9]\d{0,8})*$/.test(text)) return text.split(/[,x]/).map(Number);
  throw new UsageError(notInputShape(text));
}
