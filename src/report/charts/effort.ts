import type { TopLevelSpec } from 'vega-lite';
import { writeCount, writeSi } from '../../front/numbers.js';
import type { ReportFacts } from '../facts.js';
import { SHAPES, type Palette } from '../palette.js';
import { costTitle, logDomain, logTicks } from './axes.js';
import type { Chart, ChartData } from './chart.js';

type EffortMetric = 'seconds' | 'flops_per_second';

const AXES: Readonly<
  Record<EffortMetric, { readonly title: readonly string[]; readonly format: string }>
> = {
  seconds: { title: ['Seconds', '(log scale)'], format: '~g' },
  flops_per_second: { title: ['Speed of the job in FLOP/s', '(log scale)'], format: '~s' },
};

const NOT_DRAWN =
  'Trials whose FLOPs or time are 0 or were not taken have no place on a log scale.';

/** What a trial took, against the arithmetic that it is; a point per completed trial. */
export function effortChart(
  id: string,
  metric: EffortMetric,
  title: string,
  caption: string,
): Chart {
  return {
    id,
    title: () => title,
    data: (facts) => ({ efforts: effortRows(facts, metric) }),
    spec: (facts, palette) => effortSpec(facts, palette, metric),
    caption: (facts) => {
      const completed = facts.trials.filter(({ status }) => status === 'completed');
      const isWhole = effortRows(facts, metric).length === completed.length;
      return isWhole ? caption : `${caption} ${NOT_DRAWN}`;
    },
  };
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
        value_text: metric === 'seconds' ? `${value.toFixed(2)} s` : `${writeSi(value)}FLOP/s`,
      },
    ];
  });
}

function effortSpec(
  facts: ReportFacts,
  palette: Palette,
  metric: EffortMetric,
): TopLevelSpec | null {
  const rows = effortRows(facts, metric);
  if (rows.length === 0) return null;
  const machines = [...new Set(rows.map((row) => String(row['machine'])))];
  const domain = logDomain(rows.map((row) => Number(row['training_flops'])));
  const range = logDomain(rows.map((row) => Number(row[metric])));
  const axis = AXES[metric];
  const legend =
    machines.length > 1
      ? { title: 'Engine · device · trainer', orient: 'top' as const, columns: 1 }
      : null;
  const field = { field: 'machine', type: 'nominal' as const, legend };
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: `${axis.title[0] ?? ''} of ${rows.length} completed trials against their training FLOPs.`,
    width: 'container',
    height: 280,
    autosize: { type: 'fit-x', contains: 'padding' },
    data: { name: 'efforts' },
    mark: { type: 'point', filled: true, size: 45, opacity: 0.6 },
    encoding: {
      x: {
        field: 'training_flops',
        type: 'quantitative',
        scale: { type: 'log', domain, nice: false },
        axis: {
          title: costTitle('training_flops', facts.sweep.convention),
          format: '~s',
          values: logTicks(domain),
          labelOverlap: 'greedy',
        },
      },
      y: {
        field: metric,
        type: 'quantitative',
        scale: { type: 'log', domain: range, nice: false },
        axis: { title: [...axis.title], format: axis.format, values: logTicks(range) },
      },
      color: { ...field, scale: { domain: machines, range: [...palette.families] } },
      shape: { ...field, scale: { domain: machines, range: [...SHAPES] } },
      tooltip: [
        { field: 'label', type: 'nominal', title: 'Configuration' },
        { field: 'seed', type: 'nominal', title: 'Seed' },
        { field: 'training_flops_text', type: 'nominal', title: 'Training FLOPs' },
        { field: 'value_text', type: 'nominal', title: metric === 'seconds' ? 'Time' : 'Speed' },
        { field: 'machine', type: 'nominal', title: 'Trained by' },
      ],
    },
  };
}
