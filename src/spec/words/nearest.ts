/**
 * The known word that a misspelt one was probably meant to be: at most a third of its letters (and
 * no more than three) inserted, left out, replaced or swapped; null when none is that near.
 */
export function nearest(word: string, known: readonly string[]): string | null {
  if (word.length > 64) return null;
  const allowed = Math.min(3, Math.max(1, Math.floor(word.length / 3)));
  const ranked = known
    .map((candidate) => ({ candidate, edits: editDistance(word.toLowerCase(), candidate) }))
    .filter(({ edits }) => edits <= allowed)
    .sort((a, b) => a.edits - b.edits);
  return ranked[0]?.candidate ?? null;
}

/** Optimal string alignment: Levenshtein's edits, and two neighbours swapped as one. */
function editDistance(a: string, b: string): number {
  let twoBack: number[] = [];
  let before = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const changed = a[i - 1] === b[j - 1] ? 0 : 1;
      const edits = [(before[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (before[j - 1] ?? 0) + changed];
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        edits.push((twoBack[j - 2] ?? 0) + 1);
      }
      row.push(Math.min(...edits));
    }
    twoBack = before;
    before = row;
  }
  return before[b.length] ?? 0;
}
