import { writePercent, writeSi } from '../../front/numbers.js';
import type { StoredTrial } from '../../store/lookup.js';
import { metricText, writeDuration, writeTime } from '../terminal/quantities.js';
import { factsText, printText } from '../terminal/print.js';
import { type Cell, textTable } from '../terminal/text-table.js';
import { EPOCH_COLUMNS, type Metric } from '../../quantity/metrics.js';
import { pick } from '../../quantity/table.js';
import { configurationFacts } from '../stored/configuration-facts.js';
import { costsJson, hiddenJson, parametersJson } from '../stored/configuration-json.js';
import {
  expectedSweep,
  noSweepNow,
  notToChooseBy,
  removedMeanwhile,
  speedText,
  trainerText,
} from '../stored/messages.js';
import { type Command, EXIT, UsageError } from '../command.js';
import { DB_OPTION, JSON_OPTION, textArgument } from '../arguments/options.js';
import { databaseFrom } from '../arguments/run-options.js';
import { jsonText } from '../../text/printable.js';

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

export const SHOW: Command = {
  name: 'show',
  usage: 'show <sweep|trial>',
  summary: 'Show a sweep with its configurations, or a trial with its epochs and attempts',
  positionals: {
    sweep: {
      describe: 'Name of a sweep, or a trial id (6 digits or more); a sweep name takes precedence',
    },
  },
  options: {
    spec: {
      type: 'boolean',
      default: false,
      describe:
        'Print only the spec of the last run, with its --set options as comments at the end',
    },
    db: DB_OPTION,
    json: JSON_OPTION,
  },
  examples: [
    ['sweep show mlp', 'configurations with mean and sd over seeds, and the front'],
    ['sweep show 1f0c9a --json', 'one trial with learning curve and attempts, for programs'],
    ['sweep show mlp --spec > mlp.yaml', 'the spec of the last run'],
  ],
  run: async (args, terminal) => {
    const database = databaseFrom(args, terminal.env);
    const word = textArgument(args, 'sweep') ?? '';
    const [{ reading }, { findStored }, { readSummaries, readSweep }, { readTrial }] =
      await Promise.all([
        import('../stored/reading.js'),
        import('../stored/find.js'),
        import('../../store/read.js'),
        import('../../store/lookup.js'),
      ]);
    const found = reading(database, (db, gone) => {
      const named = findStored(db, database, word);
      if (named.kind === 'trial') return { stored: readTrial(db, named.id, gone) };
      const [summary] = readSummaries(db, gone, named.sweep);
      return { summary, stored: readSweep(db, named.sweep, gone, ['compared', 'jobs']) };
    });
    const asJson = args['json'] === true;
    const print = (document: unknown): void => terminal.out(jsonText(document, 2));
    if (found.stored === undefined) throw new UsageError(removedMeanwhile(word));
    if ('trial' in found.stored) {
      if (args['spec'] === true) throw new UsageError(expectedSweep(word, '--spec'));
      if (asJson) print(trialJson(found.stored));
      else {
        const { stored } = found;
        printText(terminal, (width) => trialText(stored, width));
      }
      return EXIT.done;
    }
    if (args['spec'] === true) {
      const { spec_text } = found.stored.sweep;
      if (asJson) print({ sweep: word, spec_text });
      else (terminal.raw ?? terminal.out)(spec_text);
      return EXIT.done;
    }
    const [{ sweepJson, sweepText, viewOf }, { objectiveNotes }] = await Promise.all([
      import('../stored/sweep-view.js'),
      import('../../front/messages.js'),
    ]);
    for (const note of objectiveNotes(word, found.stored.sweep.objectives)) {
      terminal.message(`${note}\n`);
    }
    if (found.summary === undefined) throw new UsageError(removedMeanwhile(word));
    const view = viewOf(found.summary, found.stored);
    if (asJson) print(sweepJson(view));
    else printText(terminal, (width) => sweepText(view, width));
    return EXIT.done;
  },
};
