import { ambiguousTrial, unknownSweep, unknownSweepOrTrial } from './messages.js';
import { nearest } from '../../spec/words/names.js';
import { readSweepNames, readTrialIds } from '../../store/lookup.js';
import type { Connection } from '../../store/sqlite.js';
import { UsageError } from '../command.js';

/** What a word of the command line names. */
export type Found =
  | { readonly kind: 'sweep'; readonly sweep: string }
  | { readonly kind: 'trial'; readonly id: string };

/** Fewer digits are more likely a mistake than a trial. */
const FEWEST_DIGITS = 6;
const MOST_CANDIDATES = 8;

/**
 * The sweep of that name, else the one trial whose id is that word or begins with it.
 *
 * @throws UsageError when it is neither, or begins several trials.
 */
export function findStored(db: Connection, database: string, word: string): Found {
  const names = readSweepNames(db);
  if (names.includes(word)) return { kind: 'sweep', sweep: word };
  const prefix = word.toLowerCase();
  const isPrefix = /^[0-9a-f]+$/.test(prefix) && prefix.length >= FEWEST_DIGITS;
  const ids = isPrefix ? readTrialIds(db, prefix, MOST_CANDIDATES + 1) : [];
  const [id] = ids;
  if (id === undefined) {
    throw new UsageError(unknownSweepOrTrial(database, word, names, nearestName(word, names)));
  }
  if (ids.length === 1) return { kind: 'trial', id };
  throw new UsageError(
    ambiguousTrial(word, ids.slice(0, MOST_CANDIDATES), ids.length > MOST_CANDIDATES),
  );
}

/** @throws UsageError when no sweep has that name, with the one that was probably meant. */
export function requireSweep(db: Connection, database: string, word: string): string {
  const names = readSweepNames(db);
  if (names.includes(word)) return word;
  throw new UsageError(unknownSweep(database, word, names, nearestName(word, names)));
}

/** The sweep that was probably meant, whatever the case of its letters. */
function nearestName(word: string, names: readonly string[]): string | null {
  const near = nearest(
    word,
    names.map((name) => name.toLowerCase()),
  );
  return near === null ? null : (names.find((name) => name.toLowerCase() === near) ?? null);
}
