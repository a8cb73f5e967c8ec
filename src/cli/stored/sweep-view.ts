import { bestOf } from '../../front/best.js';
import { summarizeConfigurations, type ConfigurationSummary } from '../../front/configurations.js';
import { nameConfigurations } from '../../front/names.js';
import { COST_WORDS } from '../../front/quantities.js';
import { analyseSweep, statisticsOf, type SweepAnalysis } from '../../front/sweep-analysis.js';
import type { Statistics } from '../../front/statistics.js';
import { writeCount } from '../../front/numbers.js';
import type { StoredSweep, SweepSummary } from '../../store/read.js';
import type { Objective } from '../../trial/objective.js';
import type { Metric } from '../../quantity/metrics.js';
import { type Cost, COST_ROWS, COSTS, isCost } from '../../quantity/costs.js';
import type { ComparedTrial, JobRecord } from '../../trial/records.js';
import { STATUSES, type Status } from '../../trial/trial.js';
import { factsText } from '../terminal/print.js';
import { textTable, type Cell } from '../terminal/text-table.js';
import { writeTime } from '../terminal/quantities.js';
import { analysisJson, configurationJson } from './configuration-json.js';
import { intervalText, meanText, statisticsText } from './statistics-text.js';
import { configurationInWords } from '../../front/messages.js';
import {
  bestByCost,
  configurationsHeading,
  noneCompleteYet,
  noneMeasuredYet,
  nothingTrainedYet,
} from './messages.js';

/** A stored sweep worked out for `sweep show`. */
export interface SweepView {
  readonly summary: SweepSummary;
  readonly stored: StoredSweep<'compared' | 'jobs'>;
  readonly configurations: readonly ConfigurationSummary[];
  readonly analysis: SweepAnalysis<Cost>;
  /** By the first objective; undefined while nothing is complete. */
  readonly best: ConfigurationSummary | undefined;
  readonly nameOf: (item: ConfigurationSummary) => string;
}

export function viewOf(summary: SweepSummary, stored: StoredSweep<'compared' | 'jobs'>): SweepView {
  const configurations = summarizeConfigurations(stored.compared);
  const { objectives } = stored.sweep;
  const [first] = objectives;
  const names = nameConfigurations(configurations);
  const analysis = analyseSweep(configurations, objectives);
  const best =
    first === undefined
      ? undefined
      : bestOf(
          configurations,
          { objective: first, subject: analysis.subject },
          { most: {}, min_accuracy: null, within: null },
        );
  return {
    summary,
    stored,
    configurations,
    analysis,
    best: best?.state === 'found' ? best.best : undefined,
    nameOf: ({ configuration }) => names.get(configuration) ?? configuration,
  };
}

/** The document of `sweep show SWEEP --json`: the row of `sweep list`, and what belongs to it. */
export function sweepJson(view: SweepView): Readonly<Record<string, unknown>> {
  const { summary, stored, analysis, best, nameOf } = view;
  const { sweep: _sweep, updated: _updated, spec_text: _text, ...facts } = stored.sweep;
  return {
    ...summary,
    ...facts,
    engines: enginesOf(stored.jobs),
    best: best?.configuration ?? null,
    answer: analysis.answer,
    configurations: analysis.configurations.map((item) => ({
      ...configurationJson(item.summary, nameOf(item.summary)),
      ...analysisJson(item),
      front: item.on_front,
      statuses: statusesOf(item.summary.trials),
    })),
  };
}

/** The same for people: facts, then a row per configuration. */
export function sweepText(view: SweepView, width = Infinity): string {
  const { summary, stored, analysis, best, nameOf } = view;
  const { sweep, jobs, compared } = stored;
  const [objective] = sweep.objectives;
  const { metric, cost } = analysis.subject;
  const others = metricsBeside(sweep.objectives, metric);
  const costs = COSTS.filter(
    (name) => name === 'flops' || sweep.objectives.some((own) => own.name === name),
  );
  const statistics = (own: ConfigurationSummary): Statistics | null => {
    const found = analysis.configurations.find((item) => item.summary === own);
    return found === undefined ? null : statisticsOf(found, metric, analysis);
  };
  // The mean beside it has the unit already.
  const intervals = analysis.configurations.map(
    (item) =>
      intervalText(metric, statisticsOf(item, metric, analysis))?.replace(/ %$/, '') ?? null,
  );
  const hasIntervals = intervals.some((interval) => interval !== null);
  const rows = analysis.configurations.map((item, index): Cell[] => [
    item.on_front ? '*' : '',
    meanText(metric, item.summary.means[metric]),
    ...(hasIntervals ? [intervals[index] ?? null] : []),
    ...others.map((other) => meanText(other, item.summary.means[other])),
    `${item.summary.completed.length}/${item.summary.seeds.length}`,
    item.analysis?.verdict ?? null,
    ...costs.map((name) => writeCount(item.summary[name])),
    trialOf(item.summary),
    `${nameOf(item.summary)}${othersText(statusesOf(item.summary.trials))}`,
  ]);
  return [
    `${sweep.sweep}: ${writeCount(summary.trials)} ${summary.trials === 1 ? 'trial' : 'trials'}${countsText(compared)}`,
    '',
    factsText(
      [
        ['dataset', `${sweep.dataset}, ${writeCount(sweep.train_images)} training images`],
        ['spec', sweep.spec_path],
        ['objectives', sweep.objectives.map(({ name, goal }) => `${goal} ${name}`).join(', ')],
        [
          'best',
          best === undefined || objective === undefined
            ? analysis.configurations.some((item) => item.summary.complete)
              ? noneMeasuredYet(metric)
              : noneCompleteYet()
            : `${configurationInWords(nameOf(best))}${objective.name === metric ? '' : bestByCost(objective.name, objective.goal)}, ${metric} ${statisticsText(metric, statistics(best))}, ${COST_WORDS[cost].write(best[cost])}`,
        ],
        ['engines', enginesOf(jobs).map(engineText).join('; ') || nothingTrainedYet()],
        ['first run', writeTime(sweep.created)],
        ['updated', writeTime(summary.updated)],
      ],
      width,
    ),
    ...(rows.length === 0
      ? []
      : [
          '',
          configurationsHeading(sweep.convention),
          '',
          textTable(
            [
              '',
              metric,
              ...(hasIntervals ? ['95 % CI (t)'] : []),
              ...others,
              'n',
              'verdict',
              ...costs.map((name) => COST_ROWS[name].noun),
              'trial',
              'configuration',
            ],
            rows,
            { width, optional: [COST_ROWS.params.noun, 'trial', 'n', '95 % CI (t)'] },
          ),
        ]),
  ].join('\n');
}

/** The metrics of the objectives beside the one that the answer is about. */
export function metricsBeside(objectives: readonly Objective[], metric: Metric): readonly Metric[] {
  return objectives.flatMap(({ name }) => (isCost(name) || name === metric ? [] : [name]));
}

/** The first digits of the trial of the smallest seed, of those whose models are kept if there are any. */
function trialOf({ trials }: ConfigurationSummary): string | null {
  const chosen = trials.find(({ model }) => model !== null) ?? trials[0];
  return chosen?.trial.slice(0, TRIAL_DIGITS) ?? null;
}

/** Enough to tell a trial from ten thousand others; where it does not, `sweep save` lists both. */
const TRIAL_DIGITS = 8;

interface EngineUse {
  readonly engine: string;
  readonly engine_version: string | null;
  readonly library: string | null;
  readonly device: string | null;
  readonly trainer: string;
  readonly jobs: number;
}

/** What trained, with how many jobs each, in the order of their first job. */
function enginesOf(jobs: readonly JobRecord[]): readonly EngineUse[] {
  const uses = new Map<string, EngineUse>();
  for (const { engine, engine_version, library, device, trainer } of jobs) {
    if (engine === null) continue;
    const use = { engine, engine_version, library, device, trainer };
    const key = JSON.stringify(use);
    uses.set(key, { ...use, jobs: (uses.get(key)?.jobs ?? 0) + 1 });
  }
  return [...uses.values()];
}

function engineText({ engine, engine_version, library, device, trainer, jobs }: EngineUse): string {
  const made = library === null ? '' : ` (${library})`;
  const count = `${writeCount(jobs)} ${jobs === 1 ? 'job' : 'jobs'}`;
  return `${[engine, engine_version ?? ''].join(' ').trim()}${made} on ${device ?? 'an unknown device'}, trainer ${trainer}, ${count}`;
}

/** In the order of STATUSES; those without trials are left out. */
function statusesOf(trials: readonly ComparedTrial[]): Readonly<Partial<Record<Status, number>>> {
  const counts = new Map<Status, number>();
  for (const { status } of trials) counts.set(status, (counts.get(status) ?? 0) + 1);
  return Object.fromEntries(
    STATUSES.flatMap((status) => {
      const count = counts.get(status);
      return count === undefined ? [] : [[status, count] as const];
    }),
  );
}

function countsText(trials: readonly ComparedTrial[]): string {
  const counts = Object.entries(statusesOf(trials)).map(([status, count]) => `${count} ${status}`);
  return counts.length === 0 ? '' : ` (${counts.join(', ')})`;
}

/** What became of the seeds that have not completed. */
function othersText({ completed: _completed, ...others }: ReturnType<typeof statusesOf>): string {
  const counts = Object.entries(others).map(([status, count]) => `${count} ${status}`);
  return counts.length === 0 ? '' : `  ${counts.join(', ')}`;
}
