import { bestOf } from '../../front/best.js';
import { summarizeConfigurations, type ConfigurationSummary } from '../../front/configurations.js';
import { frontOf } from '../../front/front.js';
import { nameConfigurations } from '../../front/names.js';
import { writeCount, writePercent } from '../../front/numbers.js';
import type { StoredSweep, SweepSummary } from '../../store/read.js';
import type { JobRecord, TrialRecord } from '../../trial/records.js';
import { STATUSES, type Status } from '../../trial/trial.js';
import { factsText } from '../terminal/facts-text.js';
import { textTable, type Cell } from '../terminal/text-table.js';
import { writeTime } from '../terminal/time.js';
import { accuracyText } from './accuracy-text.js';
import { configurationJson } from './configuration-json.js';
import {
  configurationsHeading,
  noneCompleteYet,
  nothingTrainedYet,
} from '../../messages/cli/views.js';

/** A stored sweep worked out for `sweep show`. */
export interface SweepView {
  readonly summary: SweepSummary;
  readonly stored: StoredSweep;
  readonly configurations: readonly ConfigurationSummary[];
  readonly front: ReadonlySet<string>;
  /** By the first objective; undefined while nothing is complete. */
  readonly best: ConfigurationSummary | undefined;
  readonly nameOf: (item: ConfigurationSummary) => string;
}

export function viewOf(summary: SweepSummary, stored: StoredSweep): SweepView {
  const configurations = summarizeConfigurations(stored.trials);
  const { objectives } = stored.sweep;
  const [first] = objectives;
  const names = nameConfigurations(configurations);
  const best =
    first === undefined
      ? undefined
      : bestOf(configurations, first, { most: {}, min_accuracy: null, within: null });
  return {
    summary,
    stored,
    configurations,
    front: new Set(frontOf(configurations, objectives).map((item) => item.configuration)),
    best: best?.state === 'found' ? best.best : undefined,
    nameOf: ({ configuration }) => names.get(configuration) ?? configuration,
  };
}

/** The document of `sweep show SWEEP --json`: the row of `sweep list`, and what belongs to it. */
export function sweepJson(view: SweepView): Readonly<Record<string, unknown>> {
  const { summary, stored, configurations, front, best, nameOf } = view;
  const { sweep: _sweep, updated: _updated, spec_text: _text, ...facts } = stored.sweep;
  return {
    ...summary,
    ...facts,
    engines: enginesOf(stored.jobs),
    best: best?.configuration ?? null,
    configurations: configurations.map((item) => ({
      ...configurationJson(item, nameOf(item), stored.trials),
      front: front.has(item.configuration),
      statuses: statusesOf(stored.trials, item),
    })),
  };
}

/** The same for people: facts, then a row per configuration. */
export function sweepText(view: SweepView, width = Infinity): string {
  const { summary, stored, configurations, front, best, nameOf } = view;
  const { sweep, jobs, trials } = stored;
  const [objective] = sweep.objectives;
  const rows = configurations.map((item): Cell[] => [
    front.has(item.configuration) ? '*' : '',
    item.means.val_accuracy === null ? null : writePercent(item.means.val_accuracy.mean),
    typeof item.means.val_accuracy?.sd === 'number'
      ? writePercent(item.means.val_accuracy.sd)
      : null,
    `${item.completed.length}/${item.seeds.length}`,
    writeCount(item.flops),
    writeCount(item.params),
    trialOf(trials, item),
    `${nameOf(item)}${othersText(statusesOf(trials, item))}`,
  ]);
  return [
    `${sweep.sweep}: ${writeCount(summary.trials)} ${summary.trials === 1 ? 'trial' : 'trials'}${countsText(trials)}`,
    '',
    factsText(
      [
        ['dataset', `${sweep.dataset}, ${writeCount(sweep.train_images)} training images`],
        ['spec', sweep.spec_path],
        ['objectives', sweep.objectives.map(({ name, goal }) => `${goal} ${name}`).join(', ')],
        [
          'best',
          best === undefined || objective === undefined
            ? noneCompleteYet()
            : `${nameOf(best)}, ${accuracyText(best.means.val_accuracy)}, ${writeCount(best.flops)} FLOPs`,
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
            ['', 'val_accuracy', 'sd', 'n', 'FLOPs', 'params', 'trial', 'configuration'],
            rows,
            { width, optional: ['params', 'trial', 'sd', 'n'] },
          ),
        ]),
  ].join('\n');
}

/** The first digits of the trial of the smallest seed, of those whose models are kept if there are any. */
function trialOf(
  trials: readonly TrialRecord[],
  { configuration }: ConfigurationSummary,
): string | null {
  const own = trials.filter((trial) => trial.configuration === configuration);
  const chosen = own.find(({ model }) => model !== null) ?? own[0];
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

function statusesOf(
  trials: readonly TrialRecord[],
  item?: ConfigurationSummary,
): Readonly<Partial<Record<Status, number>>> {
  const own = trials.filter(
    ({ configuration }) => item === undefined || configuration === item.configuration,
  );
  return Object.fromEntries(
    STATUSES.map(
      (status) => [status, own.filter((trial) => trial.status === status).length] as const,
    ).filter(([, count]) => count > 0),
  );
}

function countsText(trials: readonly TrialRecord[]): string {
  const counts = Object.entries(statusesOf(trials)).map(([status, count]) => `${count} ${status}`);
  return counts.length === 0 ? '' : ` (${counts.join(', ')})`;
}

/** What became of the seeds that have not completed. */
function othersText({ completed: _completed, ...others }: ReturnType<typeof statusesOf>): string {
  const counts = Object.entries(others).map(([status, count]) => `${count} ${status}`);
  return counts.length === 0 ? '' : `  ${counts.join(', ')}`;
}
