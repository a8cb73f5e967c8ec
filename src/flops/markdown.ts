import { printableLine } from '../text/printable.js';
import { conventionText } from './conventions.js';
import { columnsOf, totalOf } from './table.js';
import { countText, share } from './figures.js';
import type { FlopsReport } from './report.js';

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
