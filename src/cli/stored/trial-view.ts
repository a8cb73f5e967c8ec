import { writePercent, writeSi } from '../../front/numbers.js';
import type { StoredTrial } from '../../store/lookup.js';
import { writeDuration, writeTime } from '../terminal/times.js';
import { factsText } from '../terminal/print.js';
import { textTable, type Cell } from '../terminal/text-table.js';
import { EPOCH_COLUMNS, type Metric } from '../../quantity/metrics.js';
import { pick } from '../../quantity/table.js';
import { metricText } from '../terminal/objective-text.js';
import { configurationFacts } from './configuration-facts.js';
import { costsJson, hiddenJson, parametersJson } from './configuration-json.js';
import { noSweepNow, notToChooseBy, speedText, trainerText } from './messages.js';

/**
 * The document of `sweep show TRIAL --json`: the row of the view `trials`, whose `epochs` and
 * `attempts`, numbers there, are lists here; the number of epochs asked for is `epochs_planned`.
 */
export function trialJson({ trial, sweeps, epochs, attempts }: StoredTrial): unknown {
  const { attempts: _attempts, epochs: epochs_planned, ...row } = trial;
  return {
    ...row,
    hidden: hiddenJson(row.hidden),
    parameters: parametersJson(row.parameters),
    ...costsJson(row),
    sweeps,
    epochs_planned,
    epochs: epochs.map((row) => pick(row, ['epoch', ...EPOCH_COLUMNS])),
    attempts: attempts.map(({ attempt, job, status, error, started, finished }) => {
      return { attempt, job, status, error, started, finished };
    }),
  };
}

/** The same for people. */
export function trialText(
  { trial, sweeps, epochs, attempts }: StoredTrial,
  width = Infinity,
): string {
  const facts: (readonly [string, string])[] = [
    ['sweeps', sweeps.length === 0 ? noSweepNow(trial.sweep) : sweeps.join(', ')],
    ...configurationFacts(trial, [`seed ${trial.seed}`]),
    ...(trial.val_accuracy === null
      ? []
      : [['val_accuracy', writePercent(trial.val_accuracy)] as const]),
    ...(trial.test_accuracy === null
      ? []
      : [['test_accuracy', notToChooseBy(writePercent(trial.test_accuracy))] as const]),
    ...(trial.engine === null
      ? []
      : [
          [
            'trained by',
            `${trial.engine} ${trial.engine_version ?? ''} on ${trial.device ?? ''} of ${trial.host ?? ''}`,
          ] as const,
          ...(trial.trainer === null
            ? []
            : [['trainer', trainerText(trial.trainer, trial.compilation)] as const]),
        ]),
    ...(trial.seconds === null ? [] : [['time', writeDuration(trial.seconds)] as const]),
    ...(trial.flops_per_second === null
      ? []
      : [
          [
            'speed',
            speedText(
              writeSi(trial.flops_per_second),
              trial.peak_share === null ? null : writePercent(trial.peak_share, 0),
            ),
          ] as const,
        ]),
    ...(trial.model === null ? [] : [['model', trial.model] as const]),
    ...(trial.error === null ? [] : [['error', trial.error] as const]),
  ];
  return [
    `trial ${trial.trial}: ${trial.status}`,
    '',
    factsText(facts, width),
    ...(epochs.length === 0
      ? []
      : [
          '',
          textTable(
            ['epoch', ...EPOCH_COLUMNS],
            epochs.map((row): Cell[] => [
              row.epoch,
              ...EPOCH_COLUMNS.map((name) => epochCell(name, row[name])),
            ]),
            { width, optional: ['seconds', ...EPOCH_COLUMNS.filter(isBesideAccuracy)] },
          ),
        ]),
    ...attempts.flatMap(({ attempt, status, error, started, finished }) => [
      '',
      `attempt ${attempt}: ${status}, ${writeTime(started)}${finished === null ? '' : ` to ${writeTime(finished)}`}`,
      ...(error === null ? [] : [factsText([['error', error]], width)]),
    ]),
  ].join('\n');
}

function epochCell(name: Metric, value: number | null): string | null {
  if (value === null) return null;
  return name === 'seconds' ? value.toFixed(2) : metricText(name, value);
}

/** What a narrow terminal can do without. */
function isBesideAccuracy(name: Metric): boolean {
  return name !== 'val_accuracy' && name !== 'seconds';
}
