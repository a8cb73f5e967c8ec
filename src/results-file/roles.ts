import * as messages from './messages.js';
import { nearest } from '../spec/words/names.js';
import {
  columnName,
  costRank,
  isBetterWhenSmaller,
  isNoParameter,
  isOfResults,
  isState,
  metricRank,
  seedRank,
  type ColumnName,
} from './column-names.js';
import { type CsvFile, ResultsFileError } from './csv.js';
import { readNumber } from './numbers.js';
import { isStateWord } from './states.js';

export type Goal = 'maximize' | 'minimize';

/** What the command line says of the columns; the rest is found. */
export interface ColumnChoices {
  readonly cost?: string | undefined;
  readonly metric?: string | undefined;
  readonly seed?: string | undefined;
  readonly configuration?: readonly string[] | undefined;
  readonly goal?: Goal | undefined;
}

export interface Column extends ColumnName {
  /** Its place, from 0. */
  readonly at: number;
  /** True where at least half of what it holds are numbers. */
  readonly isNumeric: boolean;
  /** True where it holds nothing, or nothing finite. */
  readonly isBlank: boolean;
  /** How many different texts it holds, empty ones included. */
  readonly distinct: number;
}

/** Which column is what. */
export interface Roles {
  readonly columns: readonly Column[];
  readonly cost: Column;
  readonly metric: Column;
  /** Null where no column names a seed. */
  readonly seed: Column | null;
  /** Says of each run whether it came to its end; null where none does. */
  readonly state: Column | null;
  /** What a configuration is: never empty. */
  readonly configuration: readonly Column[];
  readonly goal: Goal;
}

/**
 * Takes each column as what it was named for on the command line, else as what its name says.
 *
 * @throws ResultsFileError where a name is unknown, stands for two things, or nothing or several things fit.
 */
export function assignRoles(csv: CsvFile, choices: ColumnChoices): Roles {
  const columns = describeColumns(csv);
  const named = (flag: Flag): Column | null => {
    const text = choices[flag];
    return text === undefined ? null : find(csv.file, columns, flag, text);
  };
  const given = { cost: named('cost'), metric: named('metric'), seed: named('seed') };
  const configuration = choices.configuration?.map((text) =>
    find(csv.file, columns, 'configuration', text),
  );
  refuseTwice(csv.file, given, configuration ?? []);
  const taken = new Set(
    [given.cost, given.metric, given.seed, ...(configuration ?? [])].flatMap(
      (column) => column ?? [],
    ),
  );
  const free = (): readonly Column[] => columns.filter((column) => !taken.has(column));

  const state = free().find((column) => isState(column) && holdsStates(csv, column)) ?? null;
  const metric = given.metric ?? theBest(csv.file, 'metric', free(), metricRank);
  taken.add(metric);
  const cost = given.cost ?? theBest(csv.file, 'cost', free(), costRank);
  taken.add(cost);
  const seed = given.seed ?? findSeed(csv.file, free());
  if (seed !== null) taken.add(seed);
  return {
    columns,
    cost,
    metric,
    seed,
    state,
    configuration: configuration ?? findConfiguration(csv, free()),
    goal: choices.goal ?? (isBetterWhenSmaller(metric) ? 'minimize' : 'maximize'),
  };
}

type Flag = 'cost' | 'metric' | 'seed';

function describeColumns({ header, records }: CsvFile): readonly Column[] {
  return header.map((full, at) => {
    const texts = new Set(records.map(({ fields }) => fields[at] ?? ''));
    const kinds = [...texts]
      .map((text) => readNumber(text, text.includes('.') ? '.' : ',').kind)
      .filter((kind) => kind !== 'missing' && kind !== 'non-finite');
    const numbers = kinds.filter((kind) => kind === 'number').length;
    return {
      ...columnName(full),
      at,
      isNumeric: numbers > 0 && numbers >= kinds.length / 2,
      isBlank: kinds.length === 0,
      distinct: texts.size,
    };
  });
}

/** As it is written, else whatever the case of its letters, else without its tool's prefix. */
function find(file: string, columns: readonly Column[], flag: string, text: string): Column {
  const ways: readonly ((column: Column) => boolean)[] = [
    ({ full }) => full === text,
    ({ full }) => full.toLowerCase() === text.toLowerCase(),
    ({ bare }) => bare.toLowerCase() === text.toLowerCase(),
  ];
  for (const way of ways) {
    const [column, other] = columns.filter(way);
    if (column !== undefined && other === undefined) return column;
    if (column !== undefined) {
      throw new ResultsFileError(
        messages.ambiguousColumn(file, flag, text, namesOf(columns.filter(way))),
      );
    }
  }
  const names = namesOf(columns);
  const near = nearest(
    text.toLowerCase(),
    names.map((name) => name.toLowerCase()),
  );
  const meant = names.find((name) => name.toLowerCase() === near) ?? null;
  throw new ResultsFileError(messages.noSuchColumn(file, flag, text, names, meant));
}

function namesOf(columns: readonly Column[]): string[] {
  return columns.map(({ full }) => full).filter((name) => name !== '');
}

function refuseTwice(
  file: string,
  given: Readonly<Record<Flag, Column | null>>,
  configuration: readonly Column[],
): void {
  const uses = [
    ...Object.entries(given),
    ...configuration.map((column) => ['configuration', column] as const),
  ].flatMap(([flag, column]) => (column === null ? [] : [{ flag, column }]));
  uses.forEach(({ flag, column }, index) => {
    const first = uses.slice(0, index).find((use) => use.column === column);
    if (first !== undefined) {
      throw new ResultsFileError(messages.usedTwice(file, column.full, [first.flag, flag]));
    }
  });
}

/** A time or a price is a cost for those who ask for it only. */
const MOST_UNSURE = { cost: 3, metric: 4 } as const;

/** The one column of the surest rank that there is. */
function theBest(
  file: string,
  flag: 'cost' | 'metric',
  columns: readonly Column[],
  rankOf: (column: Column) => number | null,
): Column {
  const numeric = columns.filter(({ isNumeric }) => isNumeric);
  // A column that is empty yet is taken only where no other could be.
  for (const group of [numeric, columns.filter(({ isBlank }) => isBlank)]) {
    const ranked = group.flatMap((column) => {
      const rank = rankOf(column);
      return rank === null || rank > MOST_UNSURE[flag] ? [] : [{ column, rank }];
    });
    const surest = Math.min(...ranked.map(({ rank }) => rank));
    const fitting = ranked.filter(({ rank }) => rank === surest).map(({ column }) => column);
    const [best, other] = fitting;
    if (other !== undefined) {
      throw new ResultsFileError(messages.severalFit(file, flag, namesOf(fitting)));
    }
    if (best !== undefined) return best;
  }
  // Nothing is sure: what could be meant is a number that is of results, else any.
  const ofResults = numeric.filter(isOfResults);
  const likely = ofResults.filter(
    (column) => (costRank(column) === null) === (flag === 'metric') || column.says === 'attribute',
  );
  const named = namesOf([likely, ofResults, numeric].find((group) => group.length > 0) ?? []);
  throw new ResultsFileError(messages.noneFits(file, flag, named, namesOf(columns)));
}

/** Of several that differ between runs none is better than the other. */
function findSeed(file: string, columns: readonly Column[]): Column | null {
  const ranked = columns
    .flatMap((column) => {
      const rank = seedRank(column);
      return rank === null ? [] : [{ column, rank }];
    })
    .sort((a, b) => a.rank - b.rank)
    .map(({ column }) => column);
  const varying = ranked.filter(({ distinct }) => distinct > 1);
  if (varying.length > 1) throw new ResultsFileError(messages.severalSeeds(file, namesOf(varying)));
  return varying[0] ?? ranked[0] ?? null;
}

/**
 * The column that names configurations, else those that a tool's prefix calls parameters, else all
 * that are nothing else, else the names of runs where they repeat.
 */
function findConfiguration(csv: CsvFile, columns: readonly Column[]): readonly Column[] {
  const naming = columns.find(({ key }) => /^config(uration)?(_(id|name))?$/.test(key));
  if (naming !== undefined) return [naming];
  const prefixed = columns.filter(
    (column) => column.says === 'parameter' && !isNoParameter(column, column.isNumeric),
  );
  if (prefixed.length > 0) return prefixed;
  const parameters = columns.filter((column) => !isNoParameter(column, column.isNumeric));
  if (parameters.length > 0) return parameters;
  const repeated = columns.find(
    ({ key, distinct }) =>
      /^((run|trial|experiment|exp)_)?(name|id)$|^(name|experiment|group)$/.test(key) &&
      distinct < csv.records.length,
  );
  if (repeated !== undefined) return [repeated];
  throw new ResultsFileError(messages.noConfiguration(csv.file, namesOf(columns)));
}

/** A column named `state` may hold anything; it counts where it holds a word that tools write. */
function holdsStates({ records }: CsvFile, { at }: Column): boolean {
  return records.some(({ fields }) => isStateWord(fields[at] ?? ''));
}
