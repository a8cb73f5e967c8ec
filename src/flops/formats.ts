import { csvCell, printableLine } from '../text/printable.js';
import { columnsOf, totalOf } from './table.js';
import { conventionText } from './conventions.js';
import type { FlopsReport } from './report.js';
import { countText, share } from './figures.js';

/** Names of what is the same for all layers of a network, before its columns. */
export type CsvPrefix = Readonly<Record<string, string>>;

/**
 * A header, then a line per layer, RFC 4180; all digits, convention, unit and batch on each line.
 * `prefix` stands before them; several networks of equal prefixes' names make one file.
 *
 * @param raw cells as they are: see `csvCell`.
 */
export function flopsCsv(
  networks: readonly { readonly prefix: CsvPrefix; readonly report: FlopsReport }[],
  raw = false,
): string {
  const columns = columnsOf(true);
  const names = Object.keys(networks[0]?.prefix ?? {});
  const header = [
    ...names,
    'convention',
    'unit',
    'batch',
    'name',
    'class',
    'output_shape',
    ...columns.map(({ key }) => key),
  ];
  const lines = networks.flatMap(({ prefix, report }) =>
    report.layers.map((layer) => [
      ...names.map((name) => prefix[name] ?? ''),
      conventionText(report.convention, report.coefficients, report.executed),
      report.unit,
      String(report.batch),
      layer.name,
      layer.class,
      layer.output_shape.join('x'),
      ...columns.map(({ cell }) => String(cell(layer) ?? '')),
    ]),
  );
  return [header, ...lines]
    .map((cells) => cells.map((cell) => csvCell(cell, raw)).join(','))
    .join('\r\n');
}

/** A Markdown table: a row per layer and one of totals, all digits. */
export function flopsMarkdown(
  report: FlopsReport,
  { training }: { readonly training: boolean },
): string {
  const columns = columnsOf(training);
  const unit = `${report.unit}, convention ${conventionText(report.convention, report.coefficients, report.executed)}, batch ${report.batch}`;
  const header = ['layer', 'class', 'output shape', ...columns.map(({ title }) => title), 'share'];
  const rows = report.layers.map((layer) => [
    plain(layer.name),
    plain(layer.class),
    layer.output_shape.join(' x '),
    ...columns.map(({ cell }) => countText(cell(layer))),
    share(layer.forward, report.forward),
  ]);
  const totals = columns.map((column) => countText(totalOf(column, report.layers)));
  return [
    unit,
    '',
    row(header),
    row(header.map((_, column) => (column < 3 ? '---' : '---:'))),
    ...rows.map(row),
    row(['**total**', '', '', ...totals, share(report.forward, report.forward)]),
  ].join('\n');
}

/** Text that means nothing in Markdown. */
function plain(text: string): string {
  return printableLine(text.replace(/\s+/g, ' ')).replace(/[\\|<>*_\x60[\]~&]/g, '\\$&');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
