// Runs of one work as a table for people and as rows for programs.
import { accuracyOf, differenceOf, isVoid, mean, median } from './statistics.mjs';
import { CONTESTANTS } from './contestants.mjs';

const COLUMNS = ['startup', 'compile', 'train', 'evaluate'];
const REFERENCE = 'sweep';

/** A row per contestant that ran, the fastest first. */
export function rowsOf(runs, { models, spread }) {
  const names = [...new Set(runs.map(({ name }) => name))];
  const rows = names.map((name) => {
    const own = runs.filter((run) => run.name === name);
    const totals = own.map(({ total }) => total);
    const trains = name !== 'floor';
    const accuracies = trains
      ? models.map((_, model) => mean(own.map((run) => run.models[model].val_accuracy.at(-1))))
      : null;
    return {
      name,
      title: CONTESTANTS[name]?.title ?? name,
      runs: own.length,
      versions: own[0].versions,
      processes: own[0].processes,
      seconds: Object.fromEntries(
        COLUMNS.map((column) => [column, median(own.map(({ seconds }) => seconds[column]))]),
      ),
      total: median(totals),
      range: [Math.min(...totals), Math.max(...totals)],
      accuracy: accuracies === null ? null : accuracyOf(models, accuracies, spread),
    };
  });
  const own = rows.find(({ name }) => name === REFERENCE);
  const reference = own?.total;
  return rows
    .map((row) => {
      const others = rows.filter((other) => other !== row && other.accuracy !== null);
      return {
        ...row,
        difference:
          own === undefined || row === own || row.accuracy === null
            ? null
            : differenceOf(row.accuracy, own.accuracy),
        ratio: reference === undefined ? null : row.total / reference,
        void:
          row.accuracy !== null &&
          isVoid(
            row.accuracy,
            others.map(({ accuracy }) => accuracy),
          ),
      };
    })
    .sort((a, b) => a.total - b.total);
}

/** Markdown; seconds are medians. */
export function tableOf(rows) {
  const number = (value) => value.toFixed(value < 10 ? 1 : 0);
  const lines = rows.map((row) => [
    row.title + (row.void ? ' (void: another accuracy)' : ''),
    ...COLUMNS.map((column) => number(row.seconds[column])),
    `${number(row.total)} (${number(row.range[0])}–${number(row.range[1])})`,
    row.ratio === null ? '' : `${row.ratio.toFixed(2)} x`,
    row.accuracy === null
      ? ''
      : `${(row.accuracy.centre * 100).toFixed(2)} ± ${(row.accuracy.half * 100).toFixed(2)} %`,
    row.difference === null ? '' : points(row.difference),
    String(row.runs),
  ]);
  const head = [
    '',
    'start-up',
    'compile',
    'train',
    'evaluate',
    'total, s (range)',
    'to sweep',
    'val_accuracy',
    'to sweep, points',
    'runs',
  ];
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [
    line(head),
    line(head.map((_, index) => (index === 0 ? '---' : '--:'))),
    ...lines.map(line),
  ].join('\n');
}

function points({ centre, half }) {
  return `${(centre * 100).toFixed(2)} ± ${(half * 100).toFixed(2)}`;
}

/** Says which rows were measured at other times than the first; null where all were side by side. */
export function apartNote(runs) {
  const sessionsOf = (name) =>
    [...new Set(runs.filter((run) => run.name === name).map((run) => run.session ?? 'unknown'))]
      .sort()
      .join(', ');
  const names = [...new Set(runs.map(({ name }) => name))];
  const [first] = names;
  const apart = names.filter((name) => sessionsOf(name) !== sessionsOf(first));
  if (apart.length === 0) return null;
  return `Not all side by side: ${[first, ...apart].map((name) => `${name} began ${sessionsOf(name)}`).join('; ')}`;
}
