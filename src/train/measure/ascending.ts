/**
 * Measures batch sizes from the smallest up: what a process holds at its peak never shrinks, so that
 * only then a peak is not that of a larger batch.
 *
 * @returns what was measured of each batch, in the order of `batches`.
 */
export function measureAscending<T>(
  batches: readonly number[],
  measure: (batch: number) => T,
): readonly T[] {
  const order = [...batches.entries()].sort(([, a], [, b]) => a - b);
  const measured = order.map(([place, batch]) => [place, measure(batch)] as const);
  return measured.sort(([a], [b]) => a - b).map(([, answer]) => answer);
}
