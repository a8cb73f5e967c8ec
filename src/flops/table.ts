import type { OptimizerName } from '../elementary/optimizers.js';
import { conventionNamed, conventionText } from './conventions.js';
import type { Losses } from './compiled.js';
import { columnsLeftOut } from '../text/fit.js';
import { batchText, countText, fitted, share, short, withSeparators } from './figures.js';
import type { FlopsReport, LayerFlops } from './report.js';
import type { RunTotals } from './training.js';

export interface TableOptions {
  /** With the backward pass and the optimizer. */
  readonly training: boolean;
  /** All digits; else counts from ten million up are shortened to K, M and G. */
  readonly exact?: boolean;
  /** Whose step and which loss the report counts. */
  readonly optimizer?: OptimizerName | null;
  readonly loss?: Losses | null;
  /** What a whole training costs, where it is known. */
  readonly run?: RunTotals;
  /** Characters of a line (default: any number). */
  readonly width?: number;
}

/** What a line may lack of a layer, the least important first; its name, forward and backward stay. */
const OPTIONAL = [
  'class',
  'other',
  'activation',
  'bias',
  'products',
  'output shape',
  'forward (training)',
  'input gradient',
  'weight gradient',
  'share',
  'params',
];

const MOST_DIGITS = 10_000_000n;

/** A row per layer and a row of totals, in plain text. */
export function flopsTable(report: FlopsReport, options: TableOptions): string {
  const columns = columnsOf(options.training);
  const sums = columns.map((column) => totalOf(column, report.layers));
  const largest = sums.reduce<bigint>(
    (most, count) => ((count ?? 0n) > most ? (count ?? 0n) : most),
    0n,
  );
  const figure = options.exact === true || largest < MOST_DIGITS ? withSeparators : short;

  const titles = [
    'layer',
    'class',
    'output shape',
    ...columns.map((column) => column.title),
    'share',
  ];
  const rows = report.layers.map((layer) => [
    layer.name,
    layer.class,
    layer.output_shape.join(' x '),
    ...columns.map((column) => countText(column.cell(layer), figure)),
    share(layer.forward, report.forward),
  ]);
  const totals = sums.map((count) => countText(count, figure));
  const { kind, lines, leftOut } = fitted(
    [titles, ...rows, ['total', '', '', ...totals, share(report.forward, report.forward)]],
    3,
    { width: options.width ?? Infinity, optional: OPTIONAL },
  );
  if (kind === 'table') {
    const rule = '-'.repeat(lines.reduce((longest, line) => Math.max(longest, line.length), 0));
    lines.splice(-1, 0, rule);
    lines.splice(1, 0, rule);
  }
  if (leftOut.length > 0) lines.push('', columnsLeftOut(leftOut));
  const after = [
    ...(figure === short ? [`forward: ${withSeparators(report.forward)} ${report.unit}`] : []),
    ...(options.training ? trainingLines(report, options) : []),
    ...(options.run === undefined ? [] : runLines(report, options.run)),
  ];
  return [title(report), '', ...lines, ...(after.length > 0 ? ['', ...after] : [])].join('\n');
}

function title(report: FlopsReport): string {
  const { about } = conventionNamed(report.convention);
  const what = report.executed ? ', as executed by TensorFlow.js' : '';
  return `${report.unit} for ${batchText(report.batch)}${what}, convention ${conventionText(report.convention, report.coefficients)} (${about})`;
}

function trainingLines(report: FlopsReport, options: TableOptions): readonly string[] {
  const named = (names?: Losses | OptimizerName | null) => {
    const list = typeof names === 'string' ? [names] : (names ?? []);
    const text = [...new Set(list.filter((name) => name !== null))].join(', ');
    return text === '' ? '' : ` (${text.replaceAll('_', ' ')})`;
  };
  const { forward_training: forward, backward, loss, optimizer_step: step, unit } = report;
  if (forward === null || backward === null || loss === null || step === null) {
    return [
      `convention ${report.convention} does not define the backward pass, the loss and the ` +
        'optimizer; notebook, mac and flop do',
    ];
  }
  const pass = forward + backward;
  return [
    `forward and backward: ${withSeparators(pass)} ${unit}${timesForward(pass, report.forward)}`,
    `loss${named(options.loss)}: ${withSeparators(loss)} ${unit}`,
    `optimizer${named(options.optimizer)}: ${withSeparators(step)} ${unit} a step`,
  ];
}

function runLines({ unit }: FlopsReport, run: RunTotals): readonly string[] {
  const { batchSize, steps, epochs, step, epoch, total } = run;
  return [
    `step of ${withSeparators(batchSize)}, optimizer included: ${withSeparators(step)} ${unit}`,
    `epoch of ${withSeparators(steps)} steps: ${withSeparators(epoch)} ${unit}`,
    `${epochs === 1 ? '1 epoch' : `${withSeparators(epochs)} epochs`}: ${withSeparators(total)} ${unit}`,
  ];
}

function timesForward(pass: bigint, forward: bigint): string {
  return forward === 0n ? '' : `, ${(Number(pass) / Number(forward)).toFixed(2)} x forward`;
}

/** A column of counts: its name in data, its title, and a layer's cell. */
export interface Column {
  readonly key: keyof LayerFlops;
  readonly title: string;
  readonly cell: (layer: LayerFlops) => bigint | null;
}

const FORWARD: readonly Column[] = [
  { key: 'params', title: 'params', cell: (layer) => layer.params },
  { key: 'products', title: 'products', cell: (layer) => layer.products },
  { key: 'bias', title: 'bias', cell: (layer) => layer.bias },
  { key: 'activation', title: 'activation', cell: (layer) => layer.activation },
  { key: 'other', title: 'other', cell: (layer) => layer.other },
  { key: 'forward', title: 'forward', cell: (layer) => layer.forward },
];

const TRAINING: readonly Column[] = [
  {
    key: 'forward_training',
    title: 'forward (training)',
    cell: (layer) => layer.forward_training,
  },
  { key: 'weight_gradient', title: 'weight gradient', cell: (layer) => layer.weight_gradient },
  { key: 'input_gradient', title: 'input gradient', cell: (layer) => layer.input_gradient },
  { key: 'backward', title: 'backward', cell: (layer) => layer.backward },
];

/** The sum over all layers; null where the convention says nothing. */
export function totalOf({ cell }: Column, layers: readonly LayerFlops[]): bigint | null {
  return layers.reduce<bigint | null>((sum, layer) => {
    const count = cell(layer);
    return sum === null || count === null ? null : sum + count;
  }, 0n);
}

/** What is counted of each layer; with the backward pass if `training`. */
export function columnsOf(training: boolean): readonly Column[] {
  return training ? [...FORWARD, ...TRAINING] : FORWARD;
}
