import { readdirSync } from 'node:fs';
import { SWEEP_NAME } from '../spec/words/sweep-name.js';
import { complete } from './complete.js';

/**
 * What a shell's script gets for the words after `sweep`: a line of what they are, `words`, or
 * `files` where there may be files among them, then a line for each that begins as the last word does. A folder ends with `/`.
 * Never fails: a shell that completes has no place for a message.
 */
export async function completionLines(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<string[]> {
  try {
    const { openForReading } = await import('../store/open.js');
    const { readSweepNames } = await import('../store/lookup.js');
    const last = words.at(-1) === '=' ? '' : (words.at(-1) ?? '');
    const found = complete(words, env, (database) => {
      const db = openForReading(database);
      try {
        // A shell puts them into the command line as they are.
        return db === undefined ? [] : readSweepNames(db).filter((name) => SWEEP_NAME.test(name));
      } finally {
        db?.close();
      }
    });
    const begun = found.words.filter((word) => word.startsWith(last));
    return found.files === null
      ? ['words', ...begun]
      : ['files', ...begun, ...filesFor(last, found.files)];
  } catch {
    return ['words'];
  }
}

/** Files with one of the endings (or all, where there is none) and folders, hidden ones if asked for. */
function filesFor(word: string, endings: readonly string[]): string[] {
  const cut = word.lastIndexOf('/') + 1;
  const [folder, start] = [word.slice(0, cut), word.slice(cut)];
  return readdirSync(folder === '' ? '.' : folder, { withFileTypes: true })
    .filter(({ name }) => name.startsWith(start) && (start !== '' || !name.startsWith('.')))
    .flatMap((entry) => {
      if (entry.isDirectory()) return [`${folder}${entry.name}/`];
      const fits = endings.length === 0 || endings.some((ending) => entry.name.endsWith(ending));
      return fits ? [`${folder}${entry.name}`] : [];
    })
    .sort();
}
