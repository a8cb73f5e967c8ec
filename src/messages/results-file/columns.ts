import { problem } from '../problem.js';

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
    advice: 'write one as it stands in the header',
  });
}

export function usedTwice(file: string, column: string, flags: readonly [string, string]): string {
  const [first, second] = flags;
  return problem({
    what:
      first === second
        ? `--${first}: it names the column ${JSON.stringify(column)} of ${file} twice`
        : `--${first} and --${second} name one column of ${file}`,
    ...(first === second ? {} : { got: column }),
    expected: 'different columns',
  });
}

const MEANINGS = {
  cost: 'what a run costs, as flops or params',
  metric: 'what a run is judged by, as val_accuracy or val_loss',
} as const;

export function severalFit(
  file: string,
  flag: 'cost' | 'metric',
  columns: readonly string[],
): string {
  return problem({
    what: `${file}: several columns could be ${MEANINGS[flag]}`,
    got: list(columns),
    advice: `name one: --${flag} ${word(columns[0] ?? 'column')}`,
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
    what: `${file}: no column is known by its name as ${MEANINGS[flag]}`,
    got: candidates.length === 0 ? `no numbers in ${list(columns)}` : list(candidates),
    advice:
      candidates.length === 0
        ? 'add a column of numbers'
        : `name one: --${flag} ${word(candidates[0] ?? 'column')}`,
  });
}

export function severalSeeds(file: string, columns: readonly string[]): string {
  return problem({
    what: `${file}: several columns could be the seed of a run`,
    got: list(columns),
    advice: `name one: --seed ${word(columns[0] ?? 'seed')}; runs that differ in the others too belong together only if you name these in --configuration`,
  });
}

export function noConfiguration(file: string, columns: readonly string[]): string {
  return problem({
    what: `${file}: no column tells configurations apart`,
    got: list(columns),
    advice: `name what does: --configuration ${word(columns[0] ?? 'column')}`,
  });
}
