import { writeCount, writePercent, writeSi } from '../../front/numbers.js';
import type { TrialRecord } from '../../trial/records.js';
import type { Status } from '../../trial/trial.js';
import { markup, type Markup } from '../escape.js';
import { exportText, type ReportFacts } from '../facts.js';
import { dataTable, type Column } from './table.js';

/** Shown as a column only where trials differ; said once above the table where they agree. */
const HYPERPARAMETERS = [
  { field: 'family', title: 'Family', numeric: false },
  { field: 'activation', title: 'Activation', numeric: false },
  { field: 'dropout', title: 'Dropout', numeric: true },
  { field: 'optimizer', title: 'Optimizer', numeric: false },
  { field: 'learning_rate', title: 'Learning rate', numeric: true },
  { field: 'weight_decay', title: 'Weight decay', numeric: true },
  { field: 'batch_size', title: 'Batch size', numeric: true },
  { field: 'epochs', title: 'Epochs', numeric: true },
  { field: 'engine', title: 'Engine', numeric: false },
  { field: 'device', title: 'Device', numeric: false },
  { field: 'trainer', title: 'Trainer', numeric: false },
  { field: 'compilation', title: 'Program', numeric: false },
] as const;

/** Every trial, whatever became of it. */
export function trialsSection(facts: ReportFacts): Markup {
  const values = HYPERPARAMETERS.map((item) => ({ ...item, values: valuesOf(facts, item.field) }));
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
    measured('Validation accuracy', (trial) => trial.val_accuracy, writePercent),
    measured(
      'Validation loss',
      (trial) => trial.val_loss,
      (value) => value.toFixed(4),
    ),
    measured('Training accuracy', (trial) => trial.accuracy, writePercent),
    measured('FLOPs', (trial) => trial.flops, writeCount),
    measured('Parameters', (trial) => trial.params, writeCount),
    measured('Training FLOPs', (trial) => trial.training_flops, writeCount),
    measured(
      'Seconds',
      (trial) => trial.seconds,
      (value) => value.toFixed(value < 10 ? 2 : 1),
    ),
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

function valuesOf(
  { trials }: ReportFacts,
  field: (typeof HYPERPARAMETERS)[number]['field'],
): readonly (string | number)[] {
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
