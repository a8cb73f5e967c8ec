/** `1 trial`, `2 trials`; of a word whose plural ends in s. */
export function counted(count: number, word: string, number: string = String(count)): string {
  return `${number} ${count === 1 ? word : `${word}s`}`;
}
