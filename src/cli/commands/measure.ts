import { summarizeConfigurations } from '../../front/configurations.js';
import { frontOf } from '../../front/front.js';
import { nameConfigurations } from '../../front/names.js';
import type { MeasuredModel } from '../../run/measuring/models.js';
import type { StoredSweep } from '../../store/read.js';
import { keptModelFolder } from '../stored/kept-model.js';
import type { LatencyRecord } from '../../trial/records.js';
import { type Command, EXIT, UsageError } from '../command.js';
import {
  DB_OPTION,
  DEVICE_OPTION,
  integerArgument,
  JSON_OPTION,
  textArgument,
} from '../arguments/options.js';
import { databaseFrom, devicesFrom } from '../arguments/run-options.js';
import { printText } from '../terminal/print.js';
import { pageText } from '../running/messages.js';
import { jsonText } from '../../text/printable.js';
import { counted } from '../../text/values.js';
import { problem } from '../../text/problem.js';

/**
 * The kept models of a sweep's front, of each configuration that of the smallest seed, cheapest first.
 *
 * @throws UsageError where the files of one are gone.
 */
export function frontModels(
  database: string,
  { sweep, compared }: StoredSweep<'compared'>,
): {
  readonly models: readonly MeasuredModel[];
  /** Names of configurations of the front without a model. */
  readonly without: readonly string[];
  readonly names: ReadonlyMap<string, string>;
} {
  const configurations = summarizeConfigurations(compared);
  const names = nameConfigurations(configurations);
  const models: MeasuredModel[] = [];
  const without: string[] = [];
  for (const { configuration, completed } of frontOf(configurations, sweep.objectives)) {
    const kept = completed.find(({ model }) => model !== null);
    if (kept === undefined) without.push(names.get(configuration) ?? configuration);
    else models.push({ trial: kept.trial, folder: keptModelFolder(database, kept) });
  }
  return { models, without, names };
}

const BATCHES = [1, 256];
const RUNS = 30;
const MOST_RUNS = 100_000;

export const MEASURE: Command = {
  name: 'measure',
  usage: 'measure <sweep>',
  summary: 'Benchmark latency and memory of the kept models of the front',
  positionals: { sweep: { describe: 'Name of the sweep; its page then shows the results' } },
  options: {
    batch: {
      type: 'string',
      requiresArg: true,
      describe: `Batch sizes (default ${BATCHES.join(',')}), e.g. --batch 1,32`,
    },
    runs: {
      type: 'string',
      requiresArg: true,
      describe: `Minimum number of timed runs (default ${RUNS}, and more until a second has passed), e.g. --runs 100`,
    },
    device: DEVICE_OPTION,
    db: DB_OPTION,
    json: JSON_OPTION,
  },
  examples: [
    ['sweep measure mlp', 'do fewer FLOPs run faster here?'],
    ['sweep measure mlp --batch 1 --runs 200', 'batch size 1, more runs'],
  ],
  goesOn: () => true,
  run: async (args, terminal) => {
    const database = databaseFrom(args, terminal.env);
    const batches = batchesFrom(textArgument(args, 'batch'));
    const runs = integerArgument('runs', textArgument(args, 'runs'), 1, MOST_RUNS) ?? RUNS;
    const { device = 'auto' } = devicesFrom(args, terminal.env);
    const [
      { readStoredSweep, writeSweepReport },
      { frontModels },
      { measureModels },
      { refuseOtherFile, storedPagePath },
    ] = await Promise.all([
      import('../stored/sweep-report.js'),
      import('./measure.js'),
      import('../../run/measuring/models.js'),
      import('../stored/own-page.js'),
    ]);
    const stored = readStoredSweep(database, textArgument(args, 'sweep') ?? '', ['compared']);
    const { sweep } = stored.sweep;
    const { models, without, names } = frontModels(database, stored);
    if (models.length === 0) throw new UsageError(noModelToMeasure(sweep, without.length));
    if (without.length > 0) terminal.message(`${withoutModel(without)}\n`);
    const page = storedPagePath(database, [sweep]);
    refuseOtherFile(page, false);
    const latencies = await measureModels(models, {
      batches,
      runs,
      device,
      onRound: (round, rounds) =>
        terminal.message(`${measuringRound(round, rounds, models.length)}\n`),
    });
    const [{ openForWriting }, { recordLatencies }, { readLatencies }, { isAlive }] =
      await Promise.all([
        import('../../store/open.js'),
        import('../../store/models.js'),
        import('../../store/read.js'),
        import('../../run/executing/holder.js'),
      ]);
    const db = openForWriting(database);
    let measured: LatencyRecord[];
    try {
      recordLatencies({ db, now: () => new Date().toISOString(), isAlive }, latencies);
      measured = readLatencies(db, sweep).filter((row) =>
        latencies.some(
          ({ trial, batch, engine, device: on, host }) =>
            row.trial === trial &&
            row.batch === batch &&
            row.engine === engine &&
            row.device === on &&
            row.host === host,
        ),
      );
    } finally {
      db.close();
    }
    await writeSweepReport(database, sweep, page);
    if (args['json'] === true) {
      terminal.out(jsonText({ sweep, page, latencies: measured }, 2));
      return EXIT.done;
    }
    const { latencyText } = await import('../stored/statistics-text.js');
    printText(terminal, (width) => `${latencyText(measured, names, width)}\n${pageText(page)}`);
    return EXIT.done;
  },
};

/** @throws UsageError for what is no list of batch sizes. */
function batchesFrom(text: string | undefined): readonly number[] {
  if (text === undefined) return BATCHES;
  const numbers = text.split(',').map((part) => (/^\s*\d{1,6}\s*$/.test(part) ? Number(part) : 0));
  if (numbers.some((number) => number < 1 || number > 100_000)) {
    throw new UsageError(batchesExpected(text));
  }
  return [...new Set(numbers)];
}

/** Nothing of the front is kept, or there is no front. */
export function noModelToMeasure(sweep: string, front: number): string {
  return problem({
    what: `${sweep}: no model of its front is kept`,
    got:
      front === 0 ? 'no complete configuration' : `${counted(front, 'configuration')} without one`,
    advice:
      front === 0
        ? 'finish its run first'
        : 'sweep save TRIAL says how to get each; a run keeps them unless save is none',
  });
}

export function withoutModel(names: readonly string[]): string {
  return `Not measured, no model is kept: ${names.join(', ')}.`;
}

export function measuringRound(round: number, rounds: number, models: number): string {
  return `Round ${round} of ${rounds}: ${counted(models, 'model')}, one after the other.`;
}

export function batchesExpected(got: string): string {
  return problem({
    what: `--batch: got ${JSON.stringify(got)}`,
    expected: 'whole numbers from 1 to 100000, e.g. --batch 1,256',
  });
}
