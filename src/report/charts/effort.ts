import type { TopLevelSpec } from 'vega-lite';
import { writeCount, writeSi } from '../../front/numbers.js';
import type { ReportFacts } from '../facts.js';
import { SHAPES, type Palette } from '../palette.js';
import { costTitle, logDomain, logTicks } from './axes.js';
import { perFacts, type Chart, type ChartData } from './chart.js';
import { crowdEncoding, crowdOf, MOST_MARKS } from './crowd.js';

type EffortMetric = 'seconds' | 'flops_per_second';

const AXES: Readonly<
  Record<EffortMetric, { readonly title: readonly string[]; readonly format: string }>
> = {
  seconds: { title: ['Seconds', '(log scale)'], format: '~g' },
  flops_per_second: { title: ['Speed of the job in FLOP/s', '(log scale)'], format: '~s' },
};

function notDrawn(): string {
  return 'Trials with zero or missing FLOPs or time cannot be shown on a log scale.';
}

/** What a trial took, against the arithmetic that it is; a point per completed trial. */
export function effortChart(
  id: string,
  metric: EffortMetric,
  { title, caption }: { readonly title: string; readonly caption: string },
): Chart {
  const efforts = perFacts((facts: ReportFacts) => effortsOf(facts, metric));
  return {
    id,
    title: () => title,
    data: (facts) => efforts(facts).data,
    spec: (facts, palette) => effortSpec(facts, efforts(facts), palette, metric),
    caption: (facts) => {
      const { rows, data } = efforts(facts);
      const completed = facts.trials.filter(({ status }) => status === 'completed');
      return [
        caption,
        ...('crowd' in data
          ? [`Shading shows the density of ${writeCount(rows.length)} trials.`]
          : []),
        ...(rows.length === completed.length ? [] : [notDrawn()]),
      ].join(' ');
    },
  };
}

interface Efforts {
  /** Every trial that has a place in the chart. */
  readonly rows: NonNullable<ChartData[string]>;
  readonly domain: readonly [number, number];
  readonly range: readonly [number, number];
  readonly data: ChartData;
}

function effortsOf(facts: ReportFacts, metric: EffortMetric): Efforts {
  const rows = effortRows(facts, metric);
  const domain = logDomain(rows.map((row) => Number(row['training_flops'])));
  const range = logDomain(rows.map((row) => Number(row[metric])));
  if (rows.length <= MOST_MARKS) return { rows, domain, range, data: { efforts: rows } };
  const crowd = crowdOf(
    rows,
    { field: 'training_flops', log: true, domain, cells: 40, write: writeSi },
    { field: metric, log: true, domain: range, cells: 25, write: (value) => write(value, metric) },
    'machine',
  );
  return { rows, domain, range, data: { crowd } };
}

function write(value: number, metric: EffortMetric): string {
  return metric === 'seconds' ? `${value.toFixed(2)} s` : `${writeSi(value)}FLOP/s`;
}

function effortRows(facts: ReportFacts, metric: EffortMetric): NonNullable<ChartData[string]> {
  return facts.trials.flatMap((trial) => {
    const value = trial[metric];
    const x = Number(trial.training_flops);
    // A logarithm has no place for zero.
    if (trial.status !== 'completed' || value === null || !(value > 0) || !(x > 0)) return [];
    return [
      {
        trial: trial.trial,
        label: facts.nameOf(trial.configuration),
        seed: trial.seed,
        training_flops: x,
        [metric]: value,
        machine: [trial.engine, trial.device, trial.trainer]
          .filter((part) => part !== null)
          .join(' · '),
        training_flops_text: writeCount(trial.training_flops),
        value_text: write(value, metric),
      },
    ];
  });
}

function effortSpec(
  facts: ReportFacts,
  { rows, domain, range, data }: Efforts,
  palette: Palette,
  metric: EffortMetric,
): TopLevelSpec | null {
  if (rows.length === 0) return null;
  const machines = [...new Set(rows.map((row) => String(row['machine'])))];
  const axis = AXES[metric];
  const legend =
    machines.length > 1
      ? { title: 'Engine · device · trainer', orient: 'top' as const, columns: 1 }
      : null;
  const field = { field: 'machine', type: 'nominal' as const, legend };
  const valueTitle = metric === 'seconds' ? 'Time' : 'Speed';
  const x = {
    field: 'training_flops',
    type: 'quantitative' as const,
    scale: { type: 'log' as const, domain: [...domain], nice: false },
    axis: {
      title: costTitle('training_flops', facts.sweep.convention),
      format: '~s',
      values: logTicks(domain),
      labelOverlap: 'greedy' as const,
    },
  };
  const y = {
    field: metric,
    type: 'quantitative' as const,
    scale: { type: 'log' as const, domain: [...range], nice: false },
    axis: { title: [...axis.title], format: axis.format, values: logTicks(range) },
  };
  const color = { ...field, scale: { domain: machines, range: [...palette.families] } };
  const chart = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: `${axis.title[0] ?? ''} of ${rows.length} completed trials against their training FLOPs.`,
    width: 'container' as const,
    height: 280,
    autosize: { type: 'fit-x' as const, contains: 'padding' as const },
  };
  if ('crowd' in data) {
    return {
      ...chart,
      data: { name: 'crowd' },
      mark: { type: 'rect' },
      encoding: crowdEncoding(x, y, color, [
        ['count_text', 'Trials'],
        ['x_text', 'Training FLOPs'],
        ['y_text', valueTitle],
        ['machine', 'Trained by'],
      ]),
    };
  }
  return {
    ...chart,
    data: { name: 'efforts' },
    mark: { type: 'point', filled: true, size: 45, opacity: 0.6 },
    encoding: {
      x,
      y,
      color,
      shape: { ...field, scale: { domain: machines, range: [...SHAPES] } },
      tooltip: [
        { field: 'label', type: 'nominal', title: 'Configuration' },
        { field: 'seed', type: 'nominal', title: 'Seed' },
        { field: 'training_flops_text', type: 'nominal', title: 'Training FLOPs' },
        { field: 'value_text', type: 'nominal', title: valueTitle },
        { field: 'machine', type: 'nominal', title: 'Trained by' },
      ],
    },
  };
}
