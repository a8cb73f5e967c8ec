import type { Limits } from '../../front/best.js';
import type { ConfigurationSummary } from '../../front/configurations.js';
import { writeCount } from '../../front/numbers.js';
import { noneComplete, noneInLimits } from '../../messages/cli/best.js';
import type { TrialRecord } from '../../trial/records.js';
import type { Arguments, Command } from '../command.js';
import { EXIT } from '../exit-code.js';
import { DB_OPTION, JSON_OPTION, textArgument } from '../options.js';
import { COLUMN_OPTIONS, refuseFileOptions } from '../results-file/options.js';
import { databaseFrom } from '../run-options.js';
import { accuracyText } from '../stored/accuracy-text.js';
import { configurationJson } from '../stored/configuration-json.js';
import { countArgument, fractionArgument, pointsArgument } from '../stored/numbers.js';
import { factsText } from '../terminal/facts-text.js';
import { bestBy, cheapestWithin, flopsText } from '../../messages/cli/views.js';
import { counted } from '../../messages/counted.js';

const value = (describe: string) => ({ type: 'string' as const, requiresArg: true, describe });

export const BEST: Command = {
  name: 'best',
  usage: 'best <sweep>',
  summary: 'Choose the best complete configuration, also under a budget',
  positionals: {
    sweep: {
      describe:
        'Name of the sweep, or a CSV file of any tool with a row per run. The best is by its first objective, mean over seeds; never by test accuracy',
    },
  },
  options: {
    'max-flops': value('At most so many FLOPs per image, e.g. --max-flops 100k, 1e5 or 2M'),
    'max-params': value('At most so many parameters'),
    'max-training-flops': value('At most so many FLOPs of a whole training'),
    'min-accuracy': value('At least this mean validation accuracy, e.g. 0.97 or 97%'),
    'max-cost': value('Of a file: at most this cost, e.g. --max-cost 2M'),
    within: value(
      'Of those that keep to the limits: the cheapest within so many percentage points of the best of them, by FLOPs and mean validation accuracy, e.g. --within 1',
    ),
    ...COLUMN_OPTIONS,
    db: DB_OPTION,
    json: JSON_OPTION,
  },
  examples: [
    ['sweep best mlp', 'the best by the first objective'],
    ['sweep best mlp --max-flops 100k', 'the best that a budget buys; exit 3 if it buys nothing'],
    ['sweep best mlp --within 1 --json', 'the cheapest that loses no more than one point'],
    ['sweep best results.csv --cost flops --metric val_accuracy', 'of runs that another tool made'],
  ],
  run: async (args, terminal) => {
    const database = databaseFrom(args, terminal.env);
    const word = textArgument(args, 'sweep') ?? '';
    const { namesResultsFile } = await import('../results-file/find.js');
    if (namesResultsFile(word, database)) {
      const { bestOfFile } = await import('../results-file/best.js');
      return bestOfFile(word, args, terminal);
    }
    refuseFileOptions(args, [...Object.keys(COLUMN_OPTIONS), 'max-cost']);
    const limits = limitsFrom(args);
    const [{ readStoredSweep }, { bestOf }, { summarizeConfigurations }, { nameConfigurations }] =
      await Promise.all([
        import('../write-sweep-report.js'),
        import('../../front/best.js'),
        import('../../front/configurations.js'),
        import('../../front/names.js'),
      ]);
    const { sweep, trials } = readStoredSweep(database, word);
    const configurations = summarizeConfigurations(trials);
    const names = nameConfigurations(configurations);
    const nameOf = ({ configuration }: ConfigurationSummary): string =>
      names.get(configuration) ?? configuration;
    const [objective] = sweep.objectives;
    if (objective === undefined) throw new Error(`the sweep ${sweep.sweep} has no objective`);
    const found = bestOf(configurations, objective, limits);
    const tellNone = (reason: string, nearest: ConfigurationSummary | null): void => {
      if (args['json'] !== true) return;
      const near = nearest && configurationJson(nearest, nameOf(nearest), trials);
      const none = { sweep: sweep.sweep, configuration: null, reason, nearest: near };
      terminal.out(JSON.stringify(none, null, 2));
    };
    switch (found.state) {
      case 'none-complete':
        tellNone(found.state, null);
        terminal.message(`${noneComplete(sweep.sweep, found.configurations, sweep.spec_path)}\n`);
        return EXIT.no;
      case 'none-in-limits': {
        const { nearest } = found;
        const figures = figuresText(nearest, limits);
        tellNone(found.state, nearest);
        terminal.message(
          `${noneInLimits(sweep.sweep, limitTexts(limits), { name: inWords(nameOf(nearest)), figures })}\n`,
        );
        return EXIT.no;
      }
      case 'found': {
        const { chosen, best } = found;
        if (args['json'] === true) {
          const { configuration, ...rest } = configurationJson(chosen, nameOf(chosen), trials);
          terminal.out(JSON.stringify({ sweep: sweep.sweep, configuration, ...rest }, null, 2));
        } else {
          terminal.out(
            bestText(chosen, nameOf(chosen), trials, {
              sweep: sweep.sweep,
              why:
                chosen === best
                  ? bestBy(objective.name, objective.goal)
                  : cheapestWithin(
                      pointsText(limits),
                      inWords(nameOf(best)),
                      accuracyText(best.means.val_accuracy),
                    ),
            }),
          );
        }
        return EXIT.done;
      }
    }
  },
};

function limitsFrom(args: Arguments): Limits {
  const [flops, params, training_flops] = ['max-flops', 'max-params', 'max-training-flops'].map(
    (name) => countArgument(name, textArgument(args, name)),
  );
  return {
    most: {
      ...(flops === undefined ? {} : { flops }),
      ...(params === undefined ? {} : { params }),
      ...(training_flops === undefined ? {} : { training_flops }),
    },
    min_accuracy: fractionArgument('min-accuracy', textArgument(args, 'min-accuracy')) ?? null,
    within: pointsArgument('within', textArgument(args, 'within')) ?? null,
  };
}

function limitTexts({ most, min_accuracy }: Limits): string[] {
  return [
    ...Object.entries(most).map(([cost, limit]) => `${cost} <= ${writeCount(limit)}`),
    ...(min_accuracy === null ? [] : [`val_accuracy >= ${exactly(min_accuracy)} %`]),
  ];
}

/** What the limits are about, of one configuration. */
function figuresText(item: ConfigurationSummary, { most, min_accuracy }: Limits): string {
  return [
    ...(most.flops === undefined ? [] : [`${writeCount(item.flops)} FLOPs`]),
    ...(most.params === undefined ? [] : [`${writeCount(item.params)} parameters`]),
    ...(most.training_flops === undefined
      ? []
      : [`${writeCount(item.training_flops)} training FLOPs`]),
    ...(min_accuracy === null ? [] : [accuracyText(item.means.val_accuracy)]),
  ].join(', ');
}

function pointsText({ within }: Limits): string {
  const points = exactly(within ?? 0);
  return `${points} ${points === 1 ? 'point' : 'points'}`;
}

/** In a sentence, `none` would read as if there were nothing. */
function inWords(name: string): string {
  return name.replace(/^none\b/, 'softmax regression');
}

/** A fraction as per cent, with the digits that it was written with. */
function exactly(fraction: number): number {
  return Number((fraction * 100).toFixed(9));
}

function bestText(
  item: ConfigurationSummary,
  name: string,
  trials: readonly TrialRecord[],
  { sweep, why }: { readonly sweep: string; readonly why: string },
): string {
  const own = trials.filter(({ configuration }) => configuration === item.configuration);
  const rows: readonly (readonly [string, string])[] = [
    ['hidden layers', `${item.hidden}${item.parameters === '{}' ? '' : `, ${item.parameters}`}`],
    ['activation', item.activation],
    ['optimizer', `${item.optimizer}, learning rate ${item.learning_rate}`],
    ['regularization', `dropout ${item.dropout}, weight decay ${item.weight_decay}`],
    ['training', `batch ${item.batch_size}, ${counted(item.epochs, 'epoch')}`],
    ['FLOPs', flopsText(writeCount(item.flops), item.convention)],
    ['training FLOPs', writeCount(item.training_flops)],
    ['parameters', writeCount(item.params)],
    ['val_accuracy', accuracyText(item.means.val_accuracy)],
    ['trials', own.map(({ trial }) => trial).join(' ')],
  ];
  return `${sweep}: ${inWords(name)}, ${why}\n\n${factsText(rows)}`;
}
