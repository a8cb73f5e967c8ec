import { printableLine } from '../printable.js';
import { problem } from '../problem.js';

export function noDatabase(database: string): string {
  return problem({
    what: `${database}: no database yet`,
    advice: 'run a sweep first, or name another file with --db',
  });
}

/** @param near the name that was probably meant. */
export function unknownSweep(
  database: string,
  word: string,
  names: readonly string[],
  near: string | null,
): string {
  return problem({
    what: `${database} has no sweep ${JSON.stringify(word)}`,
    advice: near === null ? namesText(names) : `did you mean ${near}?`,
  });
}

/** A word that could be a sweep or a trial and is neither. */
export function unknownSweepOrTrial(
  database: string,
  word: string,
  names: readonly string[],
  near: string | null,
): string {
  const couldBeTrial = /^[0-9a-f]{1,16}$/i.test(word);
  const tooShort = couldBeTrial && word.length < 6;
  return problem({
    what: `${database} has no sweep ${couldBeTrial && !tooShort ? 'and no trial ' : ''}${JSON.stringify(word)}`,
    ...(tooShort ? { expected: 'a name, or 6 digits of a trial or more' } : {}),
    advice: near === null ? namesText(names) : `did you mean ${near}?`,
  });
}

function namesText(names: readonly string[]): string {
  return `it has ${names.length === 0 ? 'none' : names.map(printableLine).join(', ')}`;
}

/** @param more there are others beside the candidates. */
export function ambiguousTrial(word: string, candidates: readonly string[], more: boolean): string {
  return problem({
    what: `several trials begin with ${word}`,
    got: `${candidates.join(', ')}${more ? ' and more' : ''}`,
    advice: 'write more digits',
  });
}

export function expectedSweep(word: string, option: string): string {
  return problem({
    what: `${option} goes with a sweep`,
    got: `the trial ${word}`,
    advice: 'name its sweep',
  });
}

export function expectedTrial(word: string, option: string): string {
  return problem({
    what: `${option} goes with a trial`,
    got: `the sweep ${word}`,
    advice: 'name one of its trials',
  });
}

/** `sweep save` copies the model of one trial. */
export function savesOneTrial(word: string): string {
  return expectedTrial(word, 'sweep save');
}

/** Something that another process took away between two readings. */
export function removedMeanwhile(word: string): string {
  return problem({ what: `${word} was removed while it was read`, advice: 'see sweep list' });
}
