import type { TopLevelSpec } from 'vega-lite';
import { writeCount, writeSi } from '../../front/numbers.js';
import { rankCorrelation } from '../../front/statistics.js';
import type { LatencyRecord } from '../../trial/records.js';
import type { ReportFacts } from '../facts.js';
import { SHAPES, type Palette } from '../palette.js';
import { costTitle, logDomain, logTicks } from './axes.js';
import { perFacts, type Chart, type ChartData } from './chart.js';
import { crowdEncoding, crowdOf, MOST_MARKS } from './crowd.js';

/** How long the front's models take, against the FLOPs that they are counted as. */
export const latencyChart: Chart = {
  id: 'latency',
  title: () => 'Time per image',
  data: (facts) => drawnOf(facts).data,
  spec: latencySpec,
  caption: (facts) => {
    const { shown, data } = drawnOf(facts);
    const [first] = shown;
    if (first === undefined) return '';
    const where = `on ${first.engine} (${first.device_name ?? first.device})`;
    const drawn =
      'crowd' in data
        ? `Shading shows the density of ${writeCount(shown.length)} medians of milliseconds per image from pixels to scores, ${where}.`
        : `Median milliseconds per image from pixels to scores, with quartiles as bars, ${where}.`;
    return `${answerText(shown)} ${drawn}`;
  },
};

const drawnOf = perFacts((facts: ReportFacts) => {
  const shown = lastMeasured(facts);
  const rows = latencyRows(facts, shown);
  const domain = logDomain(shown.map(({ flops }) => Number(flops)));
  const range = logDomain(
    shown.flatMap(({ lower_quartile_ms, median_ms, upper_quartile_ms }) =>
      [lower_quartile_ms, median_ms, upper_quartile_ms].filter((ms) => ms > 0),
    ),
  );
  const crowd = (): NonNullable<ChartData[string]> =>
    crowdOf(
      rows,
      { field: 'flops', log: true, domain, cells: 40, write: writeSi },
      { field: 'median_ms', log: true, domain: range, cells: 25, write: millisecondsText },
      'batch',
    );
  const data: ChartData = rows.length > MOST_MARKS ? { crowd: crowd() } : { latencies: rows };
  return { shown, domain, range, data };
});

const millisecondsText = (ms: number): string => `${Number(ms.toPrecision(3))} ms`;

/** Measurements of other machines and engines would be compared with these as if they were alike. */
function lastMeasured({ latencies = [] }: ReportFacts): readonly LatencyRecord[] {
  const last = [...latencies].sort((a, b) => (a.measured < b.measured ? 1 : -1))[0];
  return latencies.filter(
    ({ engine, device, host, median_ms, flops }) =>
      engine === last?.engine &&
      device === last.device &&
      host === last.host &&
      // A logarithm has no place for zero.
      median_ms > 0 &&
      Number(flops) > 0,
  );
}

const batchesOf = (latencies: readonly LatencyRecord[]): number[] =>
  [...new Set(latencies.map(({ batch }) => batch))].sort((a, b) => a - b);

/** Do fewer FLOPs run faster here? Each batch size in a sentence. */
export function answerText(latencies: readonly LatencyRecord[]): string {
  return batchesOf(latencies)
    .map((batch) => {
      const rows = latencies.filter((row) => row.batch === batch);
      const correlation = rankCorrelation(
        rows.map(({ flops, median_ms }) => [Number(flops), median_ms] as const),
      );
      const at = batch === 1 ? 'At batch size 1' : `At batch size ${writeCount(batch)}`;
      if (correlation === null) return `${at} there are too few models to tell.`;
      return `${at}, ${verdict(correlation)} (Spearman’s rank correlation ${correlation.toFixed(2)}, ${rows.length} models).`;
    })
    .join(' ');
}

function verdict(correlation: number): string {
  if (correlation >= 0.9) return 'fewer FLOPs run faster here';
  if (correlation >= 0.5) return 'fewer FLOPs mostly run faster here';
  return 'fewer FLOPs do not run faster here: other costs dominate';
}

function latencyRows(
  facts: ReportFacts,
  shown: readonly LatencyRecord[],
): NonNullable<ChartData[string]> {
  return shown.map((row) => ({
    trial: row.trial,
    label: facts.nameOf(row.configuration),
    flops: Number(row.flops),
    median_ms: row.median_ms,
    lower_quartile_ms: row.lower_quartile_ms,
    upper_quartile_ms: row.upper_quartile_ms,
    batch: batchText(row.batch),
    flops_text: writeCount(row.flops),
    value_text: millisecondsText(row.median_ms),
    memory_text: `${Math.round(Number(row.peak_memory_bytes) / 1e6)} MB`,
    runs: row.runs,
  }));
}

function batchText(batch: number): string {
  return batch === 1 ? '1 image' : `${writeCount(batch)} images`;
}

function latencySpec(facts: ReportFacts, palette: Palette): TopLevelSpec | null {
  const { shown, domain, range, data } = drawnOf(facts);
  if (shown.length === 0) return null;
  const batches = batchesOf(shown).map(batchText);
  const legend =
    batches.length > 1 ? { title: 'Batch size', orient: 'top' as const, columns: 2 } : null;
  const field = { field: 'batch', type: 'nominal' as const, legend };
  const colour = { ...field, scale: { domain: batches, range: [...palette.families] } };
  const x = {
    field: 'flops',
    type: 'quantitative' as const,
    scale: { type: 'log' as const, domain: [...domain], nice: false },
    axis: {
      title: costTitle('flops', facts.sweep.convention),
      format: '~s',
      values: logTicks(domain),
      labelOverlap: 'greedy' as const,
    },
  };
  const scale = { type: 'log' as const, domain: [...range], nice: false };
  const axis = {
    title: ['Milliseconds per image', '(log scale)'],
    format: '~g',
    values: logTicks(range),
  };
  const y = { type: 'quantitative' as const, scale, axis };
  const chart = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: `Milliseconds per image of ${new Set(shown.map(({ trial }) => trial)).size} models against their FLOPs.`,
    width: 'container' as const,
    height: 280,
    autosize: { type: 'fit-x' as const, contains: 'padding' as const },
  };
  if ('crowd' in data) {
    return {
      ...chart,
      data: { name: 'crowd' },
      mark: { type: 'rect' },
      encoding: crowdEncoding(x, y, colour, [
        ['count_text', 'Models'],
        ['batch', 'Batch size'],
        ['x_text', 'FLOPs'],
        ['y_text', 'Per image'],
      ]),
    };
  }
  return {
    ...chart,
    data: { name: 'latencies' },
    layer: [
      {
        mark: { type: 'rule', opacity: 0.6 },
        encoding: {
          x,
          y: { ...y, field: 'lower_quartile_ms' },
          y2: { field: 'upper_quartile_ms' },
          color: colour,
        },
      },
      {
        mark: { type: 'point', filled: true, size: 60, opacity: 0.9 },
        encoding: {
          x,
          y: { ...y, field: 'median_ms' },
          color: colour,
          shape: { ...field, scale: { domain: batches, range: [...SHAPES] } },
          tooltip: [
            { field: 'label', type: 'nominal', title: 'Configuration' },
            { field: 'batch', type: 'nominal', title: 'Batch size' },
            { field: 'flops_text', type: 'nominal', title: 'FLOPs' },
            { field: 'value_text', type: 'nominal', title: 'Per image' },
            { field: 'memory_text', type: 'nominal', title: 'Peak memory' },
            { field: 'runs', type: 'nominal', title: 'Runs' },
          ],
        },
      },
    ],
  };
}
