import { writeCount, writePercent, writeSi } from '../../front/numbers.js';
import type { StoredTrial } from '../../store/lookup.js';
import { writeDuration, writeTime } from '../terminal/times.js';
import { factsText } from '../terminal/print.js';
import { textTable, type Cell } from '../terminal/text-table.js';
import { countJson, hiddenJson, parametersJson } from './configuration-json.js';
import { flopsText, noSweepNow, notToChooseBy, speedText, trainerText } from './messages.js';
import { counted } from '../../text/values.js';

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
    flops: countJson(row.flops),
    params: countJson(row.params),
    training_flops: countJson(row.training_flops),
    sweeps,
    epochs_planned,
    epochs: epochs.map(({ epoch, loss, accuracy, val_loss, val_accuracy, seconds }) => {
      return { epoch, loss, accuracy, val_loss, val_accuracy, seconds };
    }),
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
  const parameters = trial.parameters === '{}' ? '' : `, ${trial.parameters}`;
  const facts: (readonly [string, string])[] = [
    ['sweeps', sweeps.length === 0 ? noSweepNow(trial.sweep) : sweeps.join(', ')],
    ['hidden layers', `${trial.hidden}${parameters}`],
    ['activation', trial.activation],
    ['optimizer', `${trial.optimizer}, learning rate ${trial.learning_rate}`],
    ['regularization', `dropout ${trial.dropout}, weight decay ${trial.weight_decay}`],
    [
      'training',
      `seed ${trial.seed}, batch ${trial.batch_size}, ${counted(trial.epochs, 'epoch')}`,
    ],
    ['FLOPs', flopsText(writeCount(trial.flops), trial.convention)],
    ['training FLOPs', writeCount(trial.training_flops)],
    ['parameters', writeCount(trial.params)],
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
            ['epoch', 'loss', 'accuracy', 'val_loss', 'val_accuracy', 'seconds'],
            epochs.map((row): Cell[] => [
              row.epoch,
              row.loss?.toFixed(4) ?? null,
              row.accuracy === null ? null : writePercent(row.accuracy),
              row.val_loss?.toFixed(4) ?? null,
              row.val_accuracy === null ? null : writePercent(row.val_accuracy),
              row.seconds?.toFixed(2) ?? null,
            ]),
            { width, optional: ['seconds', 'accuracy', 'loss', 'val_loss'] },
          ),
        ]),
    ...attempts.flatMap(({ attempt, status, error, started, finished }) => [
      '',
      `attempt ${attempt}: ${status}, ${writeTime(started)}${finished === null ? '' : ` to ${writeTime(finished)}`}`,
      ...(error === null ? [] : [factsText([['error', error]], width)]),
    ]),
  ].join('\n');
}
