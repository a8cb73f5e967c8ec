/** As Keras names layers: `dense`, `dense_1`, `dropout`, `dense_2`. */
export function numberedNames(words: readonly string[]): readonly string[] {
  const used = new Map<string, number>();
  return words.map((word) => {
    const before = used.get(word) ?? 0;
    used.set(word, before + 1);
    return before === 0 ? word : `${word}_${before}`;
  });
}
