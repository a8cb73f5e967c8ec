import { printableLine } from '../text/printable.js';
import { assignRoles, type Column, type ColumnChoices, type Goal, type Roles } from './roles.js';
import { canonical, jsonValueOf, readCsv, ResultsFileError, shortValue } from './csv.js';
import * as messages from './messages.js';
import type { Count } from '../quantity/costs.js';
import { costsOf } from './costs.js';
import { expandDictionaries } from './dictionaries.js';
import { notesOf, warningsOf } from './notes.js';
import { readRuns, type Run } from './runs.js';

/**
 * A short name for each of some configurations, in their order: the values of those columns that tell
 * them apart, `hidden 64, lr 0.001` or `resnet18`. Names of different configurations differ, since
 * whole values take the place of short ones where they would not.
 *
 * @param configurations values by column, each in the order of `columns`.
 */
export function nameByValues(
  columns: readonly Pick<Column, 'bare' | 'full'>[],
  configurations: readonly (readonly string[])[],
): readonly string[] {
  const differs = columns.map(
    (_, at) => new Set(configurations.map((values) => canonical(values[at] ?? ''))).size > 1,
  );
  const shown = columns
    .map((column, at) => ({ column, at }))
    .filter(({ at }) => differs[at] || !differs.includes(true));
  const write = (isWhole: boolean, label: (column: Pick<Column, 'bare' | 'full'>) => string) =>
    configurations.map((values) => {
      const parts = shown.flatMap(({ column, at }) => {
        const text = values[at]?.trim() ?? '';
        if (text === '') return [];
        const value = isWhole ? text : shortValue(text);
        return [isWhole || needsLabel(text) ? `${label(column)} ${value}` : value];
      });
      return parts.length === 0 ? 'none' : printableLine(parts.join(', '));
    });
  const ways = [
    write(false, ({ bare }) => bare),
    write(true, ({ bare }) => bare),
    write(true, ({ full }) => full),
  ];
  // Without seeds a configuration stands there several times: then no way tells all apart.
  const [best = []] = ways.sort((a, b) => new Set(b).size - new Set(a).size);
  return best;
}

/** `64` and `True` say nothing without the name of what they are; `resnet18` does. */
function needsLabel(text: string): boolean {
  return /^[-+\d.]/.test(text) || /^(true|false|none|yes|no|on|off)$/i.test(text);
}

/** A run as `analyseFront` takes it. */
export interface ResultRow {
  readonly configuration: string;
  readonly seed: string;
  readonly cost: Count;
  readonly value: number;
}

export interface ResultConfiguration {
  /** As in the rows: a name for people, unlike that of any other, as `hidden 64, lr 0.001`. */
  readonly configuration: string;
  /** What it is, by the names of columns. */
  readonly parameters: Readonly<Record<string, string | number | boolean | null>>;
  readonly cost: Count;
}

/** A line of the file, for a table of runs. */
export interface ResultRun {
  readonly line: number;
  readonly configuration: string;
  readonly seed: string;
  /** `completed`, or why it is not compared. */
  readonly status: string;
  readonly cost: Count | null;
  readonly value: number | null;
}

/** What a file of runs holds, read as results of configurations over seeds. */
export interface Results {
  readonly file: string;
  /** Names of columns. */
  readonly cost: string;
  readonly metric: string;
  readonly seed: string | null;
  readonly columns: readonly string[];
  readonly goal: Goal;
  /** [0, 1] where the metric's values are shares of a whole, and then also values in per cent are; else null. */
  readonly range: readonly [number, number] | null;
  /** What may be lost, in the metric's unit: 0.01 of a share, else 1 % of the best mean. */
  readonly tolerance: number;
  readonly rows: readonly ResultRow[];
  /** Those that the rows are of, in the order of their first row. */
  readonly configurations: readonly ResultConfiguration[];
  /** Configurations that no row is of: their results would be a choice of the better ones. */
  readonly left_out: readonly { readonly configuration: string; readonly reason: string }[];
  readonly runs: readonly ResultRun[];
  /** What was taken as what, in one line; then what was left out. */
  readonly notes: readonly string[];
  /** What to beware of in any answer that rests on it. */
  readonly warnings: readonly string[];
}

/**
 * Reads a text of comma-separated values, a row per run, as results of configurations over seeds.
 *
 * @param file as messages name it.
 * @throws ResultsFileError with what is wrong, where, and the flag that says otherwise.
 */
export function readResults(text: string, file: string, choices: ColumnChoices): Results {
  const csv = expandDictionaries(readCsv(text, file));
  const roles = assignRoles(csv, choices);
  const { runs: unnamed, isShare, isPerCent } = readRuns(csv, roles);
  const runs = named(unnamed, roles);
  const open = openConfigurations(runs);
  const kept = runs.filter(
    ({ outcome, configuration }) => outcome.kind === 'value' && !open.has(configuration),
  );
  const left_out = [...open].map(([configuration, run]) => ({
    configuration,
    reason: reasonOf(run, roles),
  }));
  if (kept.length === 0 && open.size === 0) {
    throw new ResultsFileError(messages.noneLeft(file, roles.metric.full));
  }
  const { costs, isMedian } = costsOf(csv, roles, kept);
  const read = { csv, roles, runs, kept, left_out, isPerCent, isMedian };
  const rows = kept.flatMap(({ configuration, seed, outcome }) => {
    const cost = costs.get(configuration);
    return outcome.kind !== 'value' || cost === undefined
      ? []
      : [{ configuration, seed, cost, value: outcome.value }];
  });
  return {
    file,
    cost: roles.cost.full,
    metric: roles.metric.full,
    seed: roles.seed?.full ?? null,
    columns: roles.configuration.map(({ full }) => full),
    goal: roles.goal,
    range: isShare ? [0, 1] : null,
    tolerance: isShare ? 0.01 : relativeTolerance(rows, roles.goal),
    rows,
    configurations: firstOfEach(kept).map(({ configuration, record }) => ({
      configuration,
      parameters: Object.fromEntries(
        roles.configuration.map(({ full, at }) => [full, jsonValueOf(record.fields[at] ?? '')]),
      ),
      cost: costs.get(configuration) ?? 0,
    })),
    left_out,
    runs: runs.map(({ record, configuration, seed, outcome }) => ({
      line: record.line,
      configuration,
      seed,
      status: statusOf(outcome),
      cost: outcome.kind === 'value' ? outcome.cost : null,
      value: outcome.kind === 'value' ? outcome.value : null,
    })),
    notes: notesOf(read),
    warnings: warningsOf(read),
  };
}

/**
 * Configurations with a run that was stopped, diverged or has no result, without another one of its seed
 * that has: the first such run of each. To compare the rest would be to choose runs by their results.
 */
function openConfigurations(runs: readonly Run[]): ReadonlyMap<string, Run> {
  const keyOf = ({ configuration, seed }: Run): string => `${configuration} ${seed}`;
  const valued = new Set(runs.filter(({ outcome }) => outcome.kind === 'value').map(keyOf));
  const open = new Map<string, Run>();
  for (const run of runs) {
    const { kind } = run.outcome;
    if (kind === 'value' || kind === 'unfinished' || open.has(run.configuration)) continue;
    if (kind === 'diverged' || !valued.has(keyOf(run))) open.set(run.configuration, run);
  }
  return open;
}

function reasonOf({ record, outcome }: Run, { metric }: Roles): string {
  switch (outcome.kind) {
    case 'diverged':
      return messages.configurationDiverged(record.line);
    case 'stopped':
      return messages.configurationStopped(record.line, outcome.state);
    default:
      return messages.configurationWithoutValue(record.line, metric.full);
  }
}

function statusOf(outcome: Run['outcome']): string {
  switch (outcome.kind) {
    case 'value':
      return 'completed';
    case 'diverged':
      return 'diverged';
    case 'stopped':
      return outcome.state;
    case 'no-value':
      return messages.noValue();
    case 'unfinished':
      return 'state' in outcome.lacks ? outcome.lacks.state : messages.noneOf(outcome.lacks.column);
  }
}

function firstOfEach(runs: readonly Run[]): readonly Run[] {
  const firsts = new Map<string, Run>();
  for (const run of runs) if (!firsts.has(run.configuration)) firsts.set(run.configuration, run);
  return [...firsts.values()];
}

/** The same runs with names of configurations in the place of keys; where two are alike, with the line. */
function named(runs: readonly Run[], { configuration }: Roles): readonly Run[] {
  const firsts = firstOfEach(runs);
  const texts = nameByValues(
    configuration,
    firsts.map(({ record }) => configuration.map(({ at }) => record.fields[at] ?? '')),
  );
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  const names = new Map(
    firsts.map(({ configuration: key, record }, index) => {
      const text = texts[index] ?? key;
      return [key, (counts.get(text) ?? 0) > 1 ? messages.onLine(text, record.line) : text];
    }),
  );
  return runs.map((run) => ({ ...run, configuration: names.get(run.configuration) ?? '' }));
}

/** 1 % of the best mean's size. */
function relativeTolerance(rows: readonly ResultRow[], goal: Goal): number {
  const values = new Map<string, number[]>();
  for (const { configuration, value } of rows) {
    values.set(configuration, [...(values.get(configuration) ?? []), value]);
  }
  const means = [...values.values()].map(
    (list) => list.reduce((sum, value) => sum + value, 0) / list.length,
  );
  const best = means.reduce(
    (one, other) => (goal === 'maximize' ? Math.max(one, other) : Math.min(one, other)),
    goal === 'maximize' ? -Infinity : Infinity,
  );
  return Number.isFinite(best) ? Math.abs(best) * 0.01 : 0;
}
