import { conventionNamed, conventionText } from './conventions.js';
import { columnsLeftOut } from '../text/fit.js';
import { batchText, countText, fitted } from './figures.js';
import type { FlopsReport } from './report.js';

/**
 * One network under several conventions side by side: forward by layer, then the totals.
 *
 * @param width characters of a line.
 */
export function comparisonTable(reports: readonly FlopsReport[], width = Infinity): string {
  const [first] = reports;
  if (first === undefined) return '';
  const header = ['forward', 'class', ...reports.map(({ convention }) => convention)];
  const units = ['', '', ...reports.map(({ unit }) => unit)];
  const layers = first.layers.map((layer, index) => [
    layer.name,
    layer.class,
    ...reports.map((report) => countText(report.layers[index]?.forward ?? null)),
  ]);
  const total = (name: string, count: (report: FlopsReport) => bigint | null) => [
    name,
    '',
    ...reports.map((report) => countText(count(report))),
  ];
  const totals = [
    total('forward', (report) => report.forward),
    total('forward (training)', (report) => report.forward_training),
    total('backward', (report) => report.backward),
    total('loss', (report) => report.loss),
    total('optimizer step', (report) => report.optimizer_step),
  ];
  const rows = [header, units, ...layers, ...totals];
  const { kind, lines, leftOut } = fitted(rows, 2, { width, optional: ['class'] });
  if (kind === 'table') {
    const rule = '-'.repeat(lines.reduce((longest, line) => Math.max(longest, line.length), 0));
    lines.splice(2 + layers.length, 0, rule);
    lines.splice(2, 0, rule);
  }
  if (leftOut.length > 0) lines.push('', columnsLeftOut(leftOut));
  // Their settings are the same for all.
  const { coefficients, executed } = first;
  const [, ...settings] = conventionText(first.convention, coefficients, executed).split(', ');
  const keys = reports.map(
    ({ convention }) => `${convention}: ${conventionNamed(convention).about}`,
  );
  return [
    [
      `Counts for ${batchText(first.batch)}`,
      ...settings,
      '- if the convention does not define it',
    ].join('; '),
    '',
    ...lines,
    '',
    ...keys,
  ].join('\n');
}
