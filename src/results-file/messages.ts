import { counted } from '../text/values.js';
import { problem } from '../text/problem.js';

// What keeps a file from being rows of fields. `place` is `results.csv:3:14`.

export function fileIsEmpty(file: string): string {
  return problem({
    what: `${file}: the file is empty`,
    expected: 'a header with column names, then one row per run',
  });
}

export function noRows(file: string): string {
  return problem({
    what: `${file}: a header but no rows`,
    expected: 'one row per run below the header',
  });
}

/** @param kind what its first bytes tell, as `a zip archive`; null where they tell nothing. */
export function notText(file: string, kind: string | null): string {
  return problem({
    what: `${file}: not a text file`,
    ...(kind === null ? {} : { got: kind }),
    expected: 'rows of text with commas, semicolons or tabs between fields',
    advice: 'save it as CSV',
  });
}

export function oneColumn(place: string, name: string): string {
  return problem({
    what: `${place}: the header has one column`,
    got: JSON.stringify(name),
    expected: 'names with commas, semicolons or tabs between them',
  });
}

export function headerNotNames(place: string, text: string): string {
  return problem({
    what: `${place}: the first row has a number instead of a column name`,
    got: text,
    expected: 'a header with column names',
    advice: 'add one above the rows',
  });
}

export function columnTwice(place: string, name: string, first: number): string {
  return problem({
    what: `${place}: two columns are named ${JSON.stringify(name)}`,
    got: `columns ${first} and this one`,
    advice: 'rename one of them',
  });
}

/** @param lines of the file that the row takes: more than one where a quoted field has line breaks. */
export function otherFieldCount(
  place: string,
  { got, expected, lines }: { readonly got: number; readonly expected: number; lines: number },
): string {
  const spread = lines > 1 ? ` on ${lines} lines, so a quote may be missing` : '';
  return problem({
    what: `${place}: the row and the header have different numbers of fields`,
    got: `${counted(got, 'field')}${spread}`,
    expected: `${expected}`,
    advice: 'quote fields that contain the separator',
  });
}

export function quoteNotClosed(place: string): string {
  return problem({
    what: `${place}: the quote that opens this field is never closed`,
    advice: 'close it, or write a quote inside a field as ""',
  });
}

export function strayQuote(place: string): string {
  return problem({
    what: `${place}: a quote in the middle of this field`,
    expected: 'quotes around the whole field, and "" for one inside',
  });
}

/** What the reader of CSV says itself. */
export function unreadable(place: string, reason: string): string {
  return problem({ what: `${place}: not readable as CSV (${reason})` });
}

// What keeps columns from being taken as what they are. `flag` is one of the command line, without
// its dashes.

const MOST_NAMES = 24;

function list(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown;
}

/** A name as it is written on a command line. */
function word(name: string): string {
  return /^[\w./%+:@-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}

/** @param meant the column that was probably meant. */
export function noSuchColumn(
  file: string,
  flag: string,
  name: string,
  columns: readonly string[],
  meant: string | null,
): string {
  return problem({
    what: `--${flag}: ${file} has no column ${JSON.stringify(name)}`,
    advice: meant === null ? `it has ${list(columns)}` : `did you mean ${meant}?`,
  });
}

export function ambiguousColumn(
  file: string,
  flag: string,
  name: string,
  columns: readonly string[],
): string {
  return problem({
    what: `--${flag}: several columns of ${file} could be ${JSON.stringify(name)}`,
    got: list(columns),
    advice: 'use the exact name from the header',
  });
}

export function usedTwice(file: string, column: string, flags: readonly [string, string]): string {
  const [first, second] = flags;
  return problem({
    what:
      first === second
        ? `--${first}: the column ${JSON.stringify(column)} of ${file} is given twice`
        : `--${first} and --${second} name the same column of ${file}`,
    ...(first === second ? {} : { got: column }),
    expected: 'different columns',
  });
}

const MEANINGS = {
  cost: 'the cost of a run, such as flops or params',
  metric: 'the metric of a run, such as val_accuracy or val_loss',
} as const;

export function severalFit(
  file: string,
  flag: 'cost' | 'metric',
  columns: readonly string[],
): string {
  return problem({
    what: `${file}: several columns could be ${MEANINGS[flag]}`,
    got: list(columns),
    advice: `choose one: --${flag} ${word(columns[0] ?? 'column')}`,
  });
}

/** @param candidates columns of numbers that could be meant. @param columns all that are left. */
export function noneFits(
  file: string,
  flag: 'cost' | 'metric',
  candidates: readonly string[],
  columns: readonly string[],
): string {
  return problem({
    what: `${file}: no column name is recognized as ${MEANINGS[flag]}`,
    got: candidates.length === 0 ? `no numbers in ${list(columns)}` : list(candidates),
    advice:
      candidates.length === 0
        ? 'add a numeric column'
        : `choose one: --${flag} ${word(candidates[0] ?? 'column')}`,
  });
}

export function severalSeeds(file: string, columns: readonly string[]): string {
  return problem({
    what: `${file}: several columns could be the seed of a run`,
    got: list(columns),
    advice: `choose one: --seed ${word(columns[0] ?? 'seed')}; runs that differ in the others too belong together only if you name these in --configuration`,
  });
}

export function noConfiguration(file: string, columns: readonly string[]): string {
  return problem({
    what: `${file}: no column distinguishes configurations`,
    got: list(columns),
    advice: `pass the columns that do: --configuration ${word(columns[0] ?? 'column')}`,
  });
}

// What the cells of a file's rows lack, and what was taken as what. `place` is `results.csv:3:14`.

export function notANumber(place: string, column: string, text: string): string {
  return problem({
    what: `${place}: ${column} is not a number`,
    got: JSON.stringify(text),
    expected: 'a number such as 0.975, 97.5%, 84550 or 1e6, or an empty cell for a run without one',
  });
}

export function ambiguousNumber(place: string, column: string, text: string): string {
  return problem({
    what: `${place}: ${column} could have a decimal comma or a comma between thousands`,
    got: JSON.stringify(text),
    advice: 'write numbers with a decimal point and nothing between thousands',
  });
}

export function negativeCost(place: string, column: string, text: string): string {
  return problem({
    what: `${place}: ${column} is below 0`,
    got: JSON.stringify(text),
    expected: 'a cost of 0 or more',
  });
}

export function noPerCent(place: string, column: string, text: string): string {
  return problem({
    what: `${place}: ${column} has no % here, unlike elsewhere`,
    got: JSON.stringify(text),
    expected: 'a % after all of its numbers or after none',
  });
}

export function noSeed(place: string, column: string): string {
  return problem({
    what: `${place}: ${column} is empty`,
    expected: 'the seed of the run',
    advice: 'fill it in, or use another column with --seed',
  });
}

/** @param differing other columns in which the two runs differ. */
export function costDiffers(
  place: string,
  column: string,
  runs: {
    readonly configuration: string;
    readonly here: string;
    readonly there: string;
    readonly line: number;
  },
  differing: readonly string[],
): string {
  const others = differing.slice(0, 8).join(', ');
  return problem({
    what: `${place}: ${column} differs between runs of one configuration (${runs.configuration})`,
    got: `${runs.here}, but ${runs.there} on line ${runs.line}`,
    advice:
      differing.length === 0
        ? 'list the columns that distinguish them with --configuration, or use another cost with --cost'
        : `list the columns that distinguish them with --configuration; the two runs differ in ${others}`,
  });
}

export function noneLeft(file: string, metric: string): string {
  return problem({
    what: `${file}: no finished run has a value of ${metric}`,
    advice: 'use another column with --metric, or wait for the runs',
  });
}

/** The one line that says how a file was read. */
export function takenAs(
  file: string,
  taken: {
    readonly runs: number;
    readonly configurations: number;
    readonly columns: readonly string[];
    /** Null without a column of seeds. */
    readonly seeds: {
      readonly column: string;
      readonly fewest: number;
      readonly most: number;
    } | null;
    readonly cost: string;
    readonly isMedian: boolean;
    readonly metric: string;
    readonly goal: string;
    readonly isPerCent: boolean;
  },
): string {
  const { seeds, columns } = taken;
  const names =
    columns.length > 6 ? [...columns.slice(0, 5), `${columns.length - 5} more`] : columns;
  const spread =
    seeds === null
      ? 'no seeds'
      : seeds.fewest === seeds.most
        ? `${counted(seeds.most, 'seed')} (${seeds.column})`
        : `${seeds.fewest} to ${seeds.most} seeds (${seeds.column})`;
  const cost = `cost ${taken.cost}${taken.isMedian ? ' (median of a configuration’s runs)' : ''}`;
  const metric = `metric ${taken.metric} (${taken.isPerCent ? 'per cent, ' : ''}${taken.goal})`;
  return `${file}: ${counted(taken.runs, 'run')} of ${counted(taken.configurations, 'configuration')} (${names.join(', ')}), ${spread}, ${cost}, ${metric}`;
}

/** @param reasons how many for what: `2 FAIL`. */
export function runsLeftOut(file: string, runs: number, reasons: readonly string[]): string {
  return `${file}: ${counted(runs, 'run')} left out: ${reasons.join(', ')}`;
}

export function withState(count: number, state: string): string {
  return `${count} ${state === '' ? 'without a state' : state}`;
}

export function without(count: number, column: string): string {
  return `${count} without ${column}`;
}

export function configurationDiverged(line: number): string {
  return `its run on line ${line} diverged`;
}

export function configurationStopped(line: number, state: string): string {
  return `its run on line ${line} was stopped (${state}), so the remaining runs would be a biased selection`;
}

export function configurationWithoutValue(line: number, metric: string): string {
  return `its run on line ${line} finished without ${metric}`;
}

/** @param total how many of them there are; `shown` are the first. */
export function configurationsLeftOut(
  file: string,
  total: number,
  shown: readonly { readonly name: string; readonly reason: string }[],
): string {
  const texts = shown.map(({ name, reason }) => `${name} (${reason})`).join('; ');
  const more = total > shown.length ? `; and ${total - shown.length} more` : '';
  return `${file}: ${counted(total, 'configuration')} left out: ${texts}${more}`;
}

/** @param repeated configurations with several runs. @param column that could tell these apart. */
export function withoutSeeds(file: string, repeated: number, column: string | null): string {
  const verdicts =
    'there is no seed column, so each run stands alone, the best is the best single run and every verdict is undecided';
  if (repeated === 0) {
    return `${file}: ${verdicts}; train several seeds of each configuration to get verdicts`;
  }
  const advice =
    column === null
      ? 'number them in a column called seed'
      : `pass the column that numbers them: --seed ${column}`;
  return `${file}: ${verdicts}; ${counted(repeated, 'configuration')} ${repeated === 1 ? 'has' : 'have'} several runs: if these are repeats, ${advice}`;
}

/** @param sameEverywhere columns that have another value in every run. @param rest the others. */
export function oneRunEach(
  file: string,
  sameEverywhere: readonly string[],
  rest: readonly string[],
): string {
  const differ =
    sameEverywhere.length === 0
      ? ''
      : ` (${sameEverywhere.slice(0, 6).join(', ')} ${sameEverywhere.length === 1 ? 'differs' : 'differ'} in every run)`;
  const example = rest.length === 0 ? 'COLUMN,COLUMN' : rest.slice(0, 6).join(',');
  return `${file}: each configuration has one run, so every verdict is undecided${differ}; list the columns that define a configuration: --configuration ${example}`;
}

/** @param epochs a column that counts epochs or steps and differs between them. */
export function seedTwice(
  file: string,
  configurations: number,
  first: { readonly name: string; readonly lines: readonly number[] },
  epochs: string | null,
): string {
  const lines = first.lines.slice(0, 4).join(', ');
  const advice =
    epochs === null
      ? 'distinguish them with --configuration or --seed'
      : `expected one row per run: keep the last ${epochs} of each`;
  return `${file}: ${counted(configurations, 'configuration')} ${configurations === 1 ? 'has' : 'have'} several runs of one seed, first ${first.name} on lines ${lines}; ${advice}`;
}

export function ofTestData(file: string, metric: string): string {
  return `${file}: ${metric} is measured on test data, and selecting on it makes results look better than they are; select on validation data`;
}

/** Of a run that came to its end without a metric. */
export function noValue(): string {
  return 'no value';
}

export function noneOf(column: string): string {
  return `no ${column}`;
}

/** @param name several have it. */
export function onLine(name: string, line: number): string {
  return `${name} (line ${line})`;
}
