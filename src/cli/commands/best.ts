import type { Limits } from '../../front/best.js';
import type { ConfigurationSummary } from '../../front/configurations.js';
import type { FrontAnswer, FrontConfiguration } from '../../front/analyse-front.js';
import { writeCount } from '../../front/numbers.js';
import { COST_WORDS } from '../../front/quantities.js';
import { isShare, type Metric } from '../../quantity/metrics.js';
import { quartilesOf, type Statistics } from '../../front/statistics.js';
import {
  statisticsOf,
  type Subject,
  type SweepAnalysis,
  sweepAnswerInWords,
} from '../../front/sweep-analysis.js';
import { nameInWords as wordsFor } from '../../front/messages.js';
import {
  batchWithoutLatency,
  latencyIsExact,
  limitedByResults,
  measuredOnSeveral,
  noneComplete,
  noneMeasured,
  noneInLimits,
  notAllMeasured,
  notMeasured,
  unknownCost,
} from './best-messages.js';
import type { StoredSweep } from '../../store/read.js';
import { type Cost, COST_ROWS, COSTS, type Count } from '../../quantity/costs.js';
import { objectiveText } from '../terminal/quantities.js';
import { configurationFacts } from '../stored/configuration-facts.js';
import type { LatencyRecord, SweepRecord } from '../../trial/records.js';
import { type Arguments, type Command, EXIT, UsageError } from '../command.js';
import { DB_OPTION, JSON_OPTION, textArgument } from '../arguments/options.js';
import { COLUMN_OPTIONS, refuseFileOptions } from '../results-file/options.js';
import { databaseFrom } from '../arguments/run-options.js';
import { configurationJson, countJson, hiddenJson } from '../stored/configuration-json.js';
import {
  amountArgument,
  countArgument,
  fractionArgument,
  limitOption,
  pointsArgument,
} from '../stored/numbers.js';
import { statisticsText } from '../stored/statistics-text.js';
import { metricsBeside } from '../stored/sweep-view.js';
import { factsText, printText } from '../terminal/print.js';
import { answerIsBy, bestBy, cheapestWithin } from '../stored/messages.js';
import { jsonText } from '../../text/printable.js';

const value = (describe: string) => ({ type: 'string' as const, requiresArg: true, describe });

const limitOf = (name: Cost) => {
  const { noun, per } = COST_ROWS[name];
  return value(`Maximum ${noun}${per}, e.g. 100k, 1e5 or 2M`);
};

export const BEST: Command = {
  name: 'best',
  usage: 'best <sweep>',
  summary: 'Select the best complete configuration, optionally within limits',
  positionals: {
    sweep: {
      describe:
        'Name of a sweep, or a CSV file with one row per run. Ranks by the first objective, mean over seeds; never by test accuracy',
    },
  },
  options: {
    ...Object.fromEntries(COSTS.map((name) => [limitOption(name), limitOf(name)])),
    'min-accuracy': value('Minimum mean validation accuracy, e.g. 0.97 or 97%'),
    'max-cost': value('For a file: maximum cost, e.g. 2M'),
    within: value(
      'Select the cheapest within this many percentage points of the best within the limits, by the means, e.g. --within 1; for a loss, within that difference, e.g. --within 0.01',
    ),
    ...COLUMN_OPTIONS,
    cost: value(
      'The cost: flops, params, training_flops, or latency_ms (the median from sweep measure), e.g. --cost latency_ms; default: the first cost among the objectives; for a file: the cost column',
    ),
    batch: value('With --cost latency_ms: batch size of the latency (default 1)'),
    db: DB_OPTION,
    json: JSON_OPTION,
  },
  examples: [
    ['sweep best mlp', 'the best by the first objective'],
    ['sweep best mlp --max-flops 100k', 'the best within a budget; exit 3 if there is none'],
    ['sweep best mlp --within 1 --json', 'the cheapest that loses at most one point'],
    ['sweep best mlp --cost latency_ms', 'with latency from sweep measure as the cost'],
    ['sweep best results.csv --cost flops --metric val_accuracy', 'runs of another tool'],
  ],
  run: async (args, terminal) => {
    const database = databaseFrom(args, terminal.env);
    const word = textArgument(args, 'sweep') ?? '';
    const { namesResultsFile } = await import('../results-file/find.js');
    if (namesResultsFile(word, database)) {
      const { bestOfFile } = await import('../results-file/best.js');
      return bestOfFile(word, args, terminal);
    }
    refuseFileOptions(args, ['metric', 'configuration', 'seed', 'goal', 'max-cost']);
    const [{ readStoredSweep }, { bestOf, keepsTo }, configurationsOf, namesOf, analysing, notes] =
      await Promise.all([
        import('../stored/sweep-report.js'),
        import('../../front/best.js'),
        import('../../front/configurations.js'),
        import('../../front/names.js'),
        import('../../front/sweep-analysis.js'),
        import('../../front/messages.js'),
      ]);
    const stored = readStoredSweep(database, word, ['compared', 'latencies']);
    const { sweep, compared } = stored;
    for (const note of notes.objectiveNotes(sweep.sweep, sweep.objectives)) {
      terminal.message(`${note}\n`);
    }
    const configurations = configurationsOf.summarizeConfigurations(compared);
    const names = namesOf.nameConfigurations(configurations);
    const nameOf = ({ configuration }: ConfigurationSummary): string =>
      names.get(configuration) ?? configuration;
    const [objective] = sweep.objectives;
    if (objective === undefined) throw new Error(`the sweep ${sweep.sweep} has no objective`);
    const asked = costFrom(args, stored, configurations);
    const own = analysing.subjectOf(sweep.objectives);
    const subject: Subject = { ...own, cost: asked.cost ?? own.cost };
    const limits = limitsFrom(args, subject.metric);
    if (asked.note !== null) terminal.message(`${asked.note}\n`);
    const kept = configurations.filter((item) => keepsTo(item, limits));
    const analysis = analysing.analyseSweep(kept, sweep.objectives, {
      subject,
      costOf: asked.costOf,
      tolerance: limits.within ?? undefined,
    });
    const found = bestOf(configurations, { objective, subject, costOf: asked.costOf }, limits);
    const analysed = {
      answer: analysis.answer,
      configurations: analysis.configurations.flatMap(({ summary, analysis: item }) =>
        item === null ? [] : [analysedJson(item, summary, nameOf(summary), subject)],
      ),
    };
    const tellNone = (reason: string, nearest: ConfigurationSummary | null): void => {
      if (args['json'] !== true) return;
      const near = nearest && configurationJson(nearest, nameOf(nearest));
      const none = { sweep: sweep.sweep, configuration: null, reason, nearest: near, ...analysed };
      terminal.out(jsonText(none, 2));
    };
    switch (found.state) {
      case 'none-measured':
        tellNone(found.state, null);
        terminal.message(`${noneMeasured(sweep.sweep, objective.name)}\n`);
        return EXIT.no;
      case 'none-complete':
        tellNone(found.state, null);
        terminal.message(`${noneComplete(sweep.sweep, found.configurations, sweep.spec_path)}\n`);
        return EXIT.no;
      case 'none-in-limits': {
        const { nearest } = found;
        const figures = figuresText(nearest, limits);
        tellNone(found.state, nearest);
        terminal.message(
          `${noneInLimits(sweep.sweep, limitTexts(limits), { name: wordsFor(nearest, nameOf(nearest)), figures })}\n`,
        );
        return EXIT.no;
      }
      case 'found': {
        const { chosen, best } = found;
        if (args['json'] === true) {
          const { configuration, ...rest } = configurationJson(chosen, nameOf(chosen));
          terminal.out(jsonText({ sweep: sweep.sweep, configuration, ...rest, ...analysed }, 2));
        } else {
          const why =
            chosen === best
              ? bestBy(objective.name, objective.goal)
              : cheapestWithin(
                  subject.cost,
                  withinText(limits, subject.metric),
                  wordsFor(best, nameOf(best)),
                  statisticsText(subject.metric, statisticsIn(analysis, best, subject.metric)),
                  isShown(analysis.answer, chosen),
                  alsoShown(analysis.answer, chosen, (id) => {
                    const item = configurations.find(({ configuration }) => configuration === id);
                    return item === undefined ? id : wordsFor(item, nameOf(item));
                  }),
                );
          const answer = sweepAnswerInWords(analysis, names);
          printText(terminal, (width) =>
            [
              bestText(chosen, nameOf(chosen), { sweep, analysis, subject, why }, width),
              '',
              ...(objective.name === subject.metric
                ? []
                : [answerIsBy(subject.metric, subject.cost)]),
              answer.headline,
              ...answer.sentences,
              ...answer.caveats,
              ...(limits.min_accuracy === null ? [] : [limitedByResults()]),
              ...(subject.cost === LATENCY ? [latencyIsExact()] : []),
            ].join('\n'),
          );
        }
        return EXIT.done;
      }
    }
  },
};

/** What `--cost` says is cheap; the objectives' own cost where it is not given. */
function costFrom(
  args: Arguments,
  { latencies, sweep }: StoredSweep<'latencies'>,
  configurations: readonly ConfigurationSummary[],
): {
  readonly cost: Subject['cost'] | null;
  readonly costOf?: (item: ConfigurationSummary) => Count | null;
  /** How many configurations have no such cost. */
  readonly note: string | null;
} {
  const cost = textArgument(args, 'cost');
  const batchText = textArgument(args, 'batch');
  if (cost !== LATENCY && batchText !== undefined) throw new UsageError(batchWithoutLatency());
  if (cost === undefined) return { cost: null, note: null };
  if (cost !== LATENCY) {
    const known = COSTS.find((name) => name === cost);
    if (known === undefined) throw new UsageError(unknownCost(cost, [...COSTS, LATENCY]));
    return { cost: known, note: null };
  }
  const batch = Number(countArgument('batch', batchText ?? '1'));
  const measured = latencies.filter((row) => row.batch === batch);
  if (measured.length === 0) {
    const batches = [...new Set(latencies.map((row) => row.batch))].sort((a, b) => a - b);
    throw new UsageError(notMeasured(sweep.sweep, batch, batches));
  }
  const places = new Set(measured.map(placeOf));
  if (places.size > 1) throw new UsageError(measuredOnSeveral(sweep.sweep, [...places]));
  const medians = new Map<string, number[]>();
  for (const { configuration, median_ms } of measured) {
    medians.set(configuration, [...(medians.get(configuration) ?? []), median_ms]);
  }
  const without = configurations.filter(({ configuration }) => !medians.has(configuration)).length;
  return {
    cost: LATENCY,
    // Of several seeds that were measured, the middle one.
    costOf: ({ configuration }) => {
      const values = medians.get(configuration);
      return values === undefined ? null : quartilesOf(values).median;
    },
    note: without === 0 ? null : notAllMeasured(without, configurations.length),
  };
}

const LATENCY = 'latency_ms';

/** Latencies of several machines or engines say nothing of the networks. */
function placeOf({ engine, device, host }: LatencyRecord): string {
  return `${engine} on ${device} of ${host}`;
}

/** The one that is shown, where a cheaper one was chosen that is only likely. */
function alsoShown(
  { state, choice }: FrontAnswer,
  { configuration }: ConfigurationSummary,
  nameOf: (configuration: string) => string,
): string | null {
  return state === 'shown' && choice !== null && choice !== configuration ? nameOf(choice) : null;
}

/** With the interval of the analysis, as everywhere else. */
function statisticsIn(
  analysis: SweepAnalysis,
  item: ConfigurationSummary,
  metric: Metric,
): Statistics | null {
  const found = analysis.configurations.find(({ summary }) => summary === item);
  return found === undefined ? item.means[metric] : statisticsOf(found, metric, analysis);
}

function isShown({ state, choice }: FrontAnswer, { configuration }: ConfigurationSummary): boolean {
  return state === 'shown' && choice === configuration;
}

/** A configuration that was compared, for programs, with cost and metric by their own names too. */
function analysedJson(
  { cost, ...item }: FrontConfiguration,
  summary: ConfigurationSummary,
  name: string,
  subject: Subject,
): Readonly<Record<string, unknown>> {
  return {
    ...item,
    cost: countJson(cost),
    name,
    hidden: hiddenJson(summary.hidden),
    [subject.cost]: countJson(cost),
    [subject.metric]: item.mean,
  };
}

function limitsFrom(args: Arguments, metric: Metric): Limits {
  const within = textArgument(args, 'within');
  return {
    most: Object.fromEntries(
      COSTS.flatMap((name) => {
        const most = countArgument(limitOption(name), textArgument(args, limitOption(name)));
        return most === undefined ? [] : [[name, most] as const];
      }),
    ),
    min_accuracy: fractionArgument('min-accuracy', textArgument(args, 'min-accuracy')) ?? null,
    within:
      (isShare(metric) ? pointsArgument('within', within) : amountArgument('within', within)) ??
      null,
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
    ...COSTS.filter((name) => most[name] !== undefined).map((name) =>
      objectiveText(name, item[name]),
    ),
    ...(min_accuracy === null ? [] : [statisticsText('val_accuracy', item.means.val_accuracy)]),
  ].join(', ');
}

/** As it was given: `1 point`, `0.5 points`, or `0.01` of a loss. */
function withinText({ within }: Limits, metric: Metric): string {
  if (!isShare(metric)) return String(within);
  const points = exactly(within ?? 0);
  return `${points} ${points === 1 ? 'point' : 'points'}`;
}

/** A fraction as per cent, with the digits that it was written with. */
function exactly(fraction: number): number {
  return Number((fraction * 100).toFixed(9));
}

function bestText(
  item: ConfigurationSummary,
  name: string,
  {
    sweep,
    analysis,
    subject,
    why,
  }: {
    readonly sweep: SweepRecord;
    readonly analysis: SweepAnalysis;
    readonly subject: Subject;
    readonly why: string;
  },
  width: number,
): string {
  const analysed = analysis.configurations.find(({ summary }) => summary === item);
  const metrics = [subject.metric, ...metricsBeside(sweep.objectives, subject.metric)];
  const rows: readonly (readonly [string, string])[] = [
    ...configurationFacts(item),
    ...(subject.cost === LATENCY && analysed?.analysis
      ? [['latency', COST_WORDS[LATENCY].write(analysed.analysis.cost)] as const]
      : []),
    ...metrics.map((metric) => {
      return [metric, statisticsText(metric, statisticsIn(analysis, item, metric))] as const;
    }),
    ...(analysed?.analysis ? [['verdict', analysed.analysis.verdict] as const] : []),
    ['trials', item.trials.map(({ trial }) => trial).join(' ')],
  ];
  return `${sweep.sweep}: ${wordsFor(item, name)}, ${why}\n\n${factsText(rows, width)}`;
}
