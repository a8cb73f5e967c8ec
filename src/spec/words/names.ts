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

/** As nvidia-smi -L writes the ids of cards, and of parts of cards. */
const UUID = /^(GPU|MIG)-[0-9A-Fa-f-/]+$/;

/** Numbers as nvidia-smi counts cards. */
export const MOST_GPUS = 1023;

/** Whether CUDA_VISIBLE_DEVICES can name a card so. */
export function isGpuId(text: string): boolean {
  return isGpuUuid(text) || (/^(0|[1-9]\d*)$/.test(text) && Number(text) <= MOST_GPUS);
}

export function isGpuUuid(text: string): boolean {
  return UUID.test(text);
}

/** Names of sweeps: each is a file name too, of its page. */
export const SWEEP_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Windows opens a device under these names, whatever follows a dot and in any case. */
const DEVICES = /^(con|prn|aux|nul|com[1-9]|lpt[1-9])(\.|$)/i;

export function isDeviceName(name: string): boolean {
  return DEVICES.test(name);
}
