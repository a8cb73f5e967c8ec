import { writeCount, writePercent, writeSi } from '../../front/numbers.js';
import { COST_ROWS, COSTS } from '../../quantity/costs.js';
import {
  HYPERPARAMETER_NAMES,
  HYPERPARAMETERS,
  isNumeric,
} from '../../quantity/hyperparameters.js';
import { isOfImages, type Metric, metricRow, METRICS } from '../../quantity/metrics.js';
import type { TrialRecord } from '../../trial/records.js';
import type { Status } from '../../trial/trial.js';
import { markup, type Markup } from '../escape.js';
import { exportText, type ReportFacts } from '../facts.js';
import { dataTable, type Column } from './table.js';

/** Shown as a column only where trials differ; said once above the table where they agree. */
const WHERE_DIFFERING: readonly {
  readonly field: keyof TrialRecord;
  readonly title: string;
  readonly numeric: boolean;
}[] = [
  { field: 'family', title: 'Family', numeric: false },
  ...HYPERPARAMETER_NAMES.map((field) => {
    return { field, title: HYPERPARAMETERS[field].label, numeric: isNumeric(field) };
  }),
  { field: 'engine', title: 'Engine', numeric: false },
  { field: 'device', title: 'Device', numeric: false },
  { field: 'trainer', title: 'Trainer', numeric: false },
  { field: 'compilation', title: 'Program', numeric: false },
];

/** How a metric stands in a cell. */
function writeMetric(name: Metric): (value: number) => string {
  switch (metricRow(name).scale) {
    case 'share':
      return writePercent;
    case 'nats':
      return (value) => value.toFixed(4);
    case 'seconds':
      return (value) => value.toFixed(value < 10 ? 2 : 1);
  }
}

/** The others are in the database. */
const METRIC_COLUMNS = METRICS.filter((name) => isOfImages(name) && metricRow(name).listed);

/** Every trial, whatever became of it. */
export function trialsSection(facts: ReportFacts): Markup {
  const values = WHERE_DIFFERING.map((item) => ({ ...item, values: valuesOf(facts, item.field) }));
  const differing = values.filter((item) => item.values.length > 1);
  const common = values.flatMap(({ title, values: [value, other] }) =>
    value === undefined || other !== undefined ? [] : [`${title.toLowerCase()} ${value}`],
  );
  const columns: readonly Column<TrialRecord>[] = [
    ...(facts.grouping === 'sweep' ? [sweepColumn(facts)] : []),
    { title: 'Hidden layers', numeric: false, text: (trial) => trial.hidden },
    ...differing.map(({ field, title, numeric }) => ({
      title,
      numeric,
      text: (trial: TrialRecord) => String(trial[field] ?? '–'),
      key: (trial: TrialRecord) => trial[field],
    })),
    { title: 'Seed', numeric: true, text: (trial) => String(trial.seed) },
    {
      title: 'Status',
      numeric: false,
      text: (trial) => trial.status,
      class: (trial) => statusClass(trial.status),
    },
    ...METRIC_COLUMNS.map((name) => metricColumn(name)),
    ...COSTS.map((name) => measured(COST_ROWS[name].label, (trial) => trial[name], writeCount)),
    metricColumn('seconds'),
    measured('FLOP/s', (trial) => trial.flops_per_second, writeSi),
    measured('Share of peak', (trial) => trial.peak_share, writePercent),
    { title: 'Trial', numeric: false, text: (trial) => trial.trial },
  ];
  return markup`<section>
    <h2>All trials</h2>
    ${
      facts.trials.length === 0
        ? markup`<p class="empty">The sweep has no trials.</p>`
        : markup`<p class="caption">${commonText(common)}Press a column’s title to sort by it.</p>
            ${dataTable('trials', 'All trials', columns, facts.trials, true, exportText(facts, 'trials'))}`
    }
  </section> `;
}

/** Of a trial that several sweeps have, each of them. */
function sweepColumn({ configurations, groupOf }: ReportFacts): Column<TrialRecord> {
  const groups = new Map(configurations.map((item) => [item.configuration, groupOf(item)]));
  return {
    title: 'Sweep',
    numeric: false,
    text: ({ configuration, sweep }) => groups.get(configuration) ?? sweep,
  };
}

function measured<Value extends number | bigint>(
  title: string,
  value: (trial: TrialRecord) => Value | null,
  write: (value: Value) => string,
): Column<TrialRecord> {
  return {
    title,
    numeric: true,
    text: (trial) => {
      const number = value(trial);
      return number === null ? '–' : write(number);
    },
    key: value,
  };
}

function metricColumn(name: Metric): Column<TrialRecord> {
  return measured(metricRow(name).label, (trial) => trial[name], writeMetric(name));
}

function valuesOf(
  { trials }: ReportFacts,
  field: keyof TrialRecord,
): readonly (string | number | bigint)[] {
  return [...new Set(trials.flatMap((trial) => trial[field] ?? []))];
}

function commonText(common: readonly string[]): string {
  return common.length === 0 ? '' : `All have ${common.join(', ')}. `;
}

function statusClass(status: Status): string {
  switch (status) {
    case 'completed':
      return '';
    case 'pending':
    case 'running':
    case 'skipped':
    case 'interrupted':
      return 'waiting';
    case 'failed':
    case 'timeout':
    case 'diverged':
      return 'bad';
  }
}
