import { csvCell } from '../text/printable.js';
import { columnsOf } from './table.js';
import { conventionText } from './conventions.js';
import type { FlopsReport } from './report.js';

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
