/** More than this many are not read to the end. */
const MOST_RUNS = 6;

/** Labels in ascending order, in short: `0 to 3, 5 and 9`. */
export function labelsText(labels: readonly number[]): string {
  const texts = runsOf(labels).flatMap(([first, last]) => {
    if (last === first) return [`${first}`];
    return last === first + 1 ? [`${first}`, `${last}`] : [`${first} to ${last}`];
  });
  const said = texts.slice(0, MOST_RUNS);
  const final = texts.length > MOST_RUNS ? 'others' : said.pop();
  return said.length === 0 ? (final ?? '') : `${said.join(', ')} and ${final}`;
}

function runsOf(labels: readonly number[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const label of labels) {
    const run = runs.at(-1);
    if (run?.[1] === label - 1) run[1] = label;
    else runs.push([label, label]);
  }
  return runs;
}
