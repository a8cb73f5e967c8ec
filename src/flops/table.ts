import { conventionNamed } from './conventions.js';
import type { FlopsReport, LayerFlops } from './report.js';

/** A column of numbers: its title, a layer's cell, and the sum under it. */
interface Column {
  readonly title: string;
  readonly cell: (layer: LayerFlops) => bigint;
}

const FORWARD: readonly Column[] = [
  { title: 'params', cell: (layer) => layer.params },
  { title: 'products', cell: (layer) => layer.products },
  { title: 'bias', cell: (layer) => layer.bias },
  { title: 'activation', cell: (layer) => layer.activation },
  { title: 'other', cell: (layer) => layer.other },
  { title: 'forward', cell: (layer) => layer.forward },
];

const TRAINING: readonly Column[] = [
  { title: 'forward (training)', cell: (layer) => layer.forward_training },
  { title: 'weight gradient', cell: (layer) => layer.weight_gradient },
  { title: 'input gradient', cell: (layer) => layer.input_gradient },
  { title: 'backward', cell: (layer) => layer.backward },
];

/** A row per layer and a row of totals, in plain text; with the backward pass if `training`. */
export function flopsTable(report: FlopsReport, options: { readonly training: boolean }): string {
  const columns = options.training ? [...FORWARD, ...TRAINING] : FORWARD;
  const titles = ['layer', 'class', 'output shape', ...columns.map((column) => column.title)];
  const rows = report.layers.map((layer) => [
    layer.name,
    layer.class,
    layer.output_shape.join(' x '),
    ...columns.map((column) => withSeparators(column.cell(layer))),
  ]);
  const totals = columns.map((column) =>
    withSeparators(report.layers.reduce((sum, layer) => sum + column.cell(layer), 0n)),
  );
  const lines = aligned([titles, ...rows, ['total', '', '', ...totals]], 3);
  const rule = '-'.repeat(Math.max(...lines.map((line) => line.length)));
  lines.splice(-1, 0, rule);
  lines.splice(1, 0, rule);
  const after = options.training ? trainingLines(report) : [];
  return [title(report), '', ...lines, ...after].join('\n');
}

/** 179050n as `179,050`, whatever the locale. */
export function withSeparators(count: bigint | number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

function title(report: FlopsReport): string {
  const { about } = conventionNamed(report.convention);
  const batch = report.batch === 1 ? '1 sample' : `a batch of ${withSeparators(report.batch)}`;
  return `${report.unit} of ${batch}, convention ${report.convention} (${about})`;
}

function trainingLines(report: FlopsReport): readonly string[] {
  const pass = report.forward_training + report.backward;
  return [
    '',
    `forward and backward: ${withSeparators(pass)} ${report.unit}${timesForward(pass, report.forward)}`,
    `optimizer: ${withSeparators(report.optimizer_step)} ${report.unit} a step`,
  ];
}

function timesForward(pass: bigint, forward: bigint): string {
  return forward === 0n ? '' : `, ${(Number(pass) / Number(forward)).toFixed(2)} x forward`;
}

/** Columns as wide as their widest cell; the first `texts` to the left, numbers to the right. */
function aligned(rows: readonly (readonly string[])[], texts: number): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column < texts ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
}
