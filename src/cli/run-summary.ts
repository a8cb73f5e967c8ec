import { answerOf } from '../front/answer.js';
import { summarizeConfigurations, type ConfigurationSummary } from '../front/configurations.js';
import { frontOf } from '../front/front.js';
import { nameConfigurations } from '../front/names.js';
import { writeCount, writePercent } from '../front/numbers.js';
import { answerInWords } from '../front/words.js';
import {
  budgetText,
  failFastText,
  maxTrialsText,
  retryFailedText,
  skipFailedText,
  tryAgainText,
} from '../messages/cli/run-control.js';
import type { RunControl } from '../run/options.js';
import type { RunSummary } from '../run/run-sweep.js';
import type { StoredSweep } from '../store/read.js';
import { STATUSES } from '../trial/trial.js';
import { databaseOption } from './database-path.js';
import { writeDuration } from './terminal/duration.js';
import { textTable, type Cell } from './terminal/text-table.js';
import {
  configurationInWords,
  databaseText,
  frontHeading,
  nothingAskedFor,
  nothingLeft,
  pageText,
  stoppedText,
  trainedText,
  trialName,
} from '../messages/cli/run.js';

/** What a run says at its end: the front, the answer, what was done, where it all is. */
export function finishText(
  summary: RunSummary,
  { sweep, trials }: StoredSweep,
  {
    database,
    page,
    spec,
    control,
    width = Infinity,
  }: {
    database: string;
    page: string;
    spec: string;
    control: RunControl;
    /** Characters of a line. */
    width?: number;
  },
): string {
  const configurations = summarizeConfigurations(trials);
  const names = nameConfigurations(configurations);
  const front = frontOf(configurations, sweep.objectives);
  const answer = answerInWords(answerOf(configurations), names);
  const table =
    front.length === 0
      ? []
      : [
          frontHeading(sweep.objectives.map(({ name }) => name)),
          frontTable(front, names, sweep.convention, width),
          '',
        ];
  return [
    ...table,
    answer.headline,
    ...answer.sentences,
    ...answer.caveats,
    '',
    doneText(summary, spec, control),
    pageText(page),
    databaseText(database, databaseOption(database)),
  ].join('\n');
}

function frontTable(
  front: readonly ConfigurationSummary[],
  names: ReadonlyMap<string, string>,
  convention: string,
  width: number,
): string {
  return textTable(
    ['configuration', `FLOPs (${convention})`, 'parameters', 'val_accuracy', 'sd', 'seeds'],
    front.map((item): Cell[] => [
      names.get(item.configuration) ?? item.configuration,
      writeCount(item.flops),
      writeCount(item.params),
      item.means.val_accuracy === null ? null : writePercent(item.means.val_accuracy.mean),
      typeof item.means.val_accuracy?.sd === 'number'
        ? writePercent(item.means.val_accuracy.sd)
        : null,
      item.seeds.length,
    ]),
    { width, optional: ['parameters', 'seeds', 'sd'] },
  );
}

function doneText(summary: RunSummary, spec: string, control: RunControl): string {
  const { sweep, trials, ran, chosen, remaining, seconds, end } = summary;
  const counts = STATUSES.filter((status) => (trials[status] ?? 0) > 0)
    .map((status) => `${trials[status]} ${status}`)
    .join(', ');
  if (end.by === 'signal') {
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
  if (end.by === 'failure') {
    const { name, seed } = end.trial;
    return [failFastText(trialName(configurationInWords(name), seed), end.error, remaining)];
  }
  if (end.by === 'budget') {
    return [budgetText(writeDuration(budgetSeconds), end.reached, remaining)];
  }
  const before = (trials.failed ?? 0) + (trials.timeout ?? 0) - failed;
  const others = remaining - failed;
  if (selection === 'not-failed' && before > 0 && others <= before) {
    return [...(failed > 0 ? [tryAgainText(failed)] : []), skipFailedText(before)];
  }
  // What was asked for and not tried: only a limit leaves it.
  const left = selection === 'failed' ? before + (trials.interrupted ?? 0) : others;
  if (chosen === maxTrials && left > 0) return [maxTrialsText(maxTrials, remaining)];
  if (selection === 'failed' && others > 0) return [retryFailedText(others)];
  return [tryAgainText(remaining)];
}
