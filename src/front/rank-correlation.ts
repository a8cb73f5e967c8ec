/**
 * Spearman's rank correlation of pairs, from -1 to 1; equal values share the mean of their ranks.
 * Null for fewer than three pairs, or where one side does not vary.
 */
export function rankCorrelation(pairs: readonly (readonly [number, number])[]): number | null {
  if (pairs.length < 3) return null;
  const left = ranksOf(pairs.map(([value]) => value));
  const right = ranksOf(pairs.map(([, value]) => value));
  const mean = (pairs.length + 1) / 2;
  let [product, leftSquares, rightSquares] = [0, 0, 0];
  left.forEach((rank, index) => {
    const [a, b] = [rank - mean, (right[index] ?? NaN) - mean];
    product += a * b;
    leftSquares += a * a;
    rightSquares += b * b;
  });
  if (leftSquares === 0 || rightSquares === 0) return null;
  return product / Math.sqrt(leftSquares * rightSquares);
}

/** From 1; of equal values the mean of the ranks that they take together. */
function ranksOf(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  const ranks = new Map<number, number>();
  for (let start = 0; start < sorted.length;) {
    const value = sorted[start] as number;
    let end = start + 1;
    while (sorted[end] === value) end++;
    ranks.set(value, (start + 1 + end) / 2);
    start = end;
  }
  return values.map((value) => ranks.get(value) ?? NaN);
}
