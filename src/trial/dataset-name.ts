const SHUFFLED = ' shuffled by seed ';

/**
 * A dataset as the database and pages name it: `mnist`, `idx`, `idx shuffled by seed 0`.
 *
 * @param shuffleSeed of the shuffle before its split; undefined where images stay as they are.
 */
export function datasetName(name: string, shuffleSeed: number | undefined): string {
  return shuffleSeed === undefined ? name : `${name}${SHUFFLED}${shuffleSeed}`;
}

/** What of a dataset's name says which of its images a part has; empty for the files' own order. */
export function shuffleOf(name: string): string {
  const start = name.lastIndexOf(SHUFFLED);
  return start === -1 ? '' : name.slice(start + 1);
}
