import * as messages from './messages.js';
import { isOfTestData } from './column-names.js';
import { canonical, type CsvFile } from './csv.js';
import type { Roles } from './roles.js';
import type { Run } from './runs.js';

/** So many configurations are named in a line. */
const NAMED = 3;

interface Read {
  readonly csv: CsvFile;
  readonly roles: Roles;
  readonly runs: readonly Run[];
  /** Those that are compared. */
  readonly kept: readonly Run[];
  readonly left_out: readonly { readonly configuration: string; readonly reason: string }[];
  readonly isPerCent: boolean;
  readonly isMedian: boolean;
}

/** What was taken as what, in one line; then what was left out, a line each. */
export function notesOf(read: Read): readonly string[] {
  const { csv, left_out } = read;
  const shown = left_out
    .slice(0, NAMED)
    .map(({ configuration, reason }) => ({ name: configuration, reason }));
  return [
    takenAs(read),
    ...runsLeftOut(read),
    ...(left_out.length === 0
      ? []
      : [messages.configurationsLeftOut(csv.file, left_out.length, shown)]),
  ];
}

/** Why the answer may mislead: runs that stand alone, or test data that it is chosen by; a line each. */
export function warningsOf(read: Read): readonly string[] {
  const { csv, roles } = read;
  return [
    ...aboutSeeds(read),
    ...(isOfTestData(roles.metric) ? [messages.ofTestData(csv.file, roles.metric.full)] : []),
  ];
}

function takenAs({ csv, roles, kept, isPerCent, isMedian }: Read): string {
  const groups = byConfiguration(kept);
  const seeds = [...groups.values()].map((runs) => new Set(runs.map(({ seed }) => seed)).size);
  const varying = roles.configuration.filter(
    ({ at }) => new Set(kept.map(({ record }) => canonical(record.fields[at] ?? ''))).size > 1,
  );
  return messages.takenAs(csv.file, {
    runs: kept.length,
    configurations: groups.size,
    columns: (varying.length === 0 ? roles.configuration : varying).map(({ full }) => full),
    seeds:
      roles.seed === null
        ? null
        : { column: roles.seed.full, fewest: least(seeds), most: most(seeds) },
    cost: roles.cost.full,
    isMedian,
    metric: roles.metric.full,
    goal: roles.goal,
    isPerCent,
  });
}

const least = (counts: readonly number[]): number =>
  counts.reduce((low, count) => Math.min(low, count), counts[0] ?? 0);
const most = (counts: readonly number[]): number =>
  counts.reduce((high, count) => Math.max(high, count), 0);

function byConfiguration(runs: readonly Run[]): ReadonlyMap<string, readonly Run[]> {
  const groups = new Map<string, Run[]>();
  for (const run of runs) {
    const group = groups.get(run.configuration);
    if (group === undefined) groups.set(run.configuration, [run]);
    else group.push(run);
  }
  return groups;
}

/** Single runs that have not come to their end, by what they lack. */
function runsLeftOut({ csv, runs }: Read): readonly string[] {
  const counts = new Map<string, number>();
  let total = 0;
  for (const { outcome } of runs) {
    if (outcome.kind !== 'unfinished') continue;
    const key = JSON.stringify(outcome.lacks);
    counts.set(key, (counts.get(key) ?? 0) + 1);
    total += 1;
  }
  const reasons = [...counts].map(([key, count]) => {
    const lacks = JSON.parse(key) as { readonly state?: string; readonly column?: string };
    return lacks.column === undefined
      ? messages.withState(count, lacks.state ?? '')
      : messages.without(count, lacks.column);
  });
  return total === 0 ? [] : [messages.runsLeftOut(csv.file, total, reasons)];
}

function aboutSeeds({ csv, roles, kept }: Read): readonly string[] {
  if (kept.length === 0) return [];
  if (roles.seed === null) return [withoutSeeds(csv, roles, kept)];
  const groups = [...byConfiguration(kept)];
  const twice = groups.filter(
    ([, runs]) => new Set(runs.map(({ seed }) => seed)).size < runs.length,
  );
  const [first] = twice;
  if (first !== undefined) {
    const [name, runs] = first;
    const seeds = runs.map(({ seed }) => seed);
    const repeated = seeds.find((seed, index) => seeds.indexOf(seed) < index);
    const same = runs.filter(({ seed }) => seed === repeated);
    const epochs = roles.columns.find(
      ({ at, key }) =>
        /^_?(epoch|step|global_step|iteration|training_iteration)$/.test(key) &&
        new Set(same.map(({ record }) => record.fields[at])).size > 1,
    );
    const lines = same.map(({ record }) => record.line);
    return [messages.seedTwice(csv.file, twice.length, { name, lines }, epochs?.full ?? null)];
  }
  // A single configuration has nothing to be compared with.
  if (groups.length > 1 && groups.every(([, runs]) => runs.length === 1)) {
    const everywhere = roles.configuration.filter(
      ({ at }) =>
        new Set(kept.map(({ record }) => canonical(record.fields[at] ?? ''))).size === kept.length,
    );
    const rest = roles.configuration.filter((column) => !everywhere.includes(column));
    const names = (columns: Roles['configuration']): string[] => columns.map(({ full }) => full);
    return [messages.oneRunEach(csv.file, names(everywhere), names(rest))];
  }
  return [];
}

/** Equal configurations may be repeats; a column that numbers rows could then stand for the seed. */
function withoutSeeds(csv: CsvFile, roles: Roles, kept: readonly Run[]): string {
  const groups = new Map<string, Run[]>();
  for (const run of kept) {
    const key = JSON.stringify(
      roles.configuration.map(({ at }) => canonical(run.record.fields[at] ?? '')),
    );
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  const repeated = [...groups.values()].filter((runs) => runs.length > 1);
  const used = [roles.cost, roles.metric, ...roles.configuration];
  const numbering = roles.columns.find(
    (column) =>
      column.full !== '' &&
      !used.includes(column) &&
      /^(id|number|index|name|run|trial|(run|trial)_?(id|number|name|index)|rep|repeat)$/.test(
        column.key,
      ) &&
      repeated.every(
        (runs) => new Set(runs.map(({ record }) => record.fields[column.at])).size === runs.length,
      ),
  );
  return messages.withoutSeeds(csv.file, repeated.length, numbering?.full ?? null);
}
