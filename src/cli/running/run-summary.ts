import { summarizeConfigurations } from '../../front/configurations.js';
import { compareCounts } from '../../front/front.js';
import { nameConfigurations } from '../../front/names.js';
import { writeCount } from '../../front/numbers.js';
import {
  analyseSweep,
  statisticsOf,
  type SweepAnalysis,
  sweepAnswerInWords,
} from '../../front/sweep-analysis.js';
import {
  budgetText,
  databaseText,
  failFastText,
  frontHeading,
  maxTrialsText,
  nothingAskedFor,
  nothingLeft,
  pageText,
  retryFailedText,
  skipFailedText,
  stoppedText,
  trainedText,
  trialName,
  tryAgainText,
} from './messages.js';
import type { RunControl } from '../../run/options.js';
import type { RunSummary } from '../../run/executing/run-sweep.js';
import type { StoredSweep } from '../../store/read.js';
import { type Cost, COST_ROWS, COSTS } from '../../quantity/costs.js';
import type { SweepRecord } from '../../trial/records.js';
import { STATUSES } from '../../trial/trial.js';
import { intervalText, meanText } from '../stored/statistics-text.js';
import { metricsBeside } from '../stored/sweep-view.js';
import { databaseOption } from '../arguments/options.js';
import { writeDuration } from '../terminal/quantities.js';
import { type Cell, textTable } from '../terminal/text-table.js';

/** What a run says at its end: the front, the answer, what was done, where it all is. */
export function finishText(
  summary: RunSummary,
  { sweep, trials }: StoredSweep<'trials'>,
  {
    database,
    page,
    spec,
    control,
    width = Infinity,
  }: {
    database: string;
    /** Null where it could not be written. */
    page: string | null;
    spec: string;
    control: RunControl;
    /** Characters of a line. */
    width?: number;
  },
): string {
  const configurations = summarizeConfigurations(trials);
  const names = nameConfigurations(configurations);
  const analysis = analyseSweep(configurations, sweep.objectives);
  const answer = sweepAnswerInWords(analysis, names);
  const table = analysis.configurations.some(({ on_front }) => on_front)
    ? [
        frontHeading(sweep.objectives.map(({ name }) => name)),
        frontTable(analysis, names, sweep, width),
        '',
      ]
    : [];
  return [
    ...table,
    answer.headline,
    ...answer.sentences,
    ...answer.caveats,
    '',
    doneText(summary, spec, control),
    ...(page === null ? [] : [pageText(page)]),
    databaseText(database, databaseOption(database)),
  ].join('\n');
}

function frontTable(
  analysis: SweepAnalysis<Cost>,
  names: ReadonlyMap<string, string>,
  { convention, objectives }: SweepRecord,
  width: number,
): string {
  const { metric, cost } = analysis.subject;
  const others = metricsBeside(objectives, metric);
  const costs = COSTS.filter(
    (name) => name === cost || objectives.some((own) => own.name === name),
  );
  const heading = (name: Cost): string =>
    `${COST_ROWS[name].noun}${COST_ROWS[name].convention ? ` (${convention})` : ''}`;
  return textTable(
    [
      'configuration',
      ...costs.map(heading),
      metric,
      '95 % CI (t)',
      ...others.flatMap((other) => [other, '95 % CI (t)']),
      'n',
      'verdict',
    ],
    analysis.configurations
      .filter(({ on_front }) => on_front)
      .sort((a, b) => compareCounts(a.summary[cost], b.summary[cost]))
      .map((item): Cell[] => [
        names.get(item.summary.configuration) ?? item.summary.configuration,
        ...costs.map((name) => writeCount(item.summary[name])),
        ...[metric, ...others].flatMap((name) => {
          const statistics = statisticsOf(item, name, analysis);
          return [meanText(name, statistics), intervalText(name, statistics)];
        }),
        item.summary.seeds.length,
        item.analysis?.verdict ?? null,
      ]),
    { width, optional: ['n', '95 % CI (t)'] },
  );
}

function doneText(summary: RunSummary, spec: string, control: RunControl): string {
  const { sweep, trials, ran, chosen, remaining, seconds, end } = summary;
  const counts = STATUSES.filter((status) => (trials[status] ?? 0) > 0)
    .map((status) => `${trials[status]} ${status}`)
    .join(', ');
  if (end.reason === 'signal') {
    return stoppedText(sweep, counts);
  }
  if (ran === 0 && remaining === 0) {
    return nothingLeft(sweep, counts);
  }
  const done =
    chosen === 0
      ? nothingAskedFor(sweep, counts)
      : trainedText(sweep, ran, writeDuration(seconds), counts);
  return remaining === 0 ? done : [done, ...remainingTexts(summary, control)].join(' ');
}

/** Why some trials have no result, and what to do about them. */
function remainingTexts(
  { trials, chosen, failed, remaining, end }: RunSummary,
  { selection = 'all', maxTrials, budgetSeconds = 0 }: RunControl,
): readonly string[] {
  if (end.reason === 'failure') {
    const { name, seed } = end.trial;
    return [failFastText(trialName(name, seed), end.error, remaining)];
  }
  if (end.reason === 'budget') {
    return [budgetText(writeDuration(budgetSeconds), end.reached, remaining)];
  }
  const before = (trials.failed ?? 0) + (trials.timeout ?? 0) - failed;
  const others = remaining - failed;
  if (selection === 'not-failed' && before > 0 && others <= before) {
    return [...(failed > 0 ? [tryAgainText(failed)] : []), skipFailedText(before)];
  }
  // Selected but not tried: only because of a limit.
  const left = selection === 'failed' ? before + (trials.interrupted ?? 0) : others;
  if (chosen === maxTrials && left > 0) return [maxTrialsText(maxTrials, remaining)];
  if (selection === 'failed' && others > 0) return [retryFailedText(others)];
  return [tryAgainText(remaining)];
}
