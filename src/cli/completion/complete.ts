import { readdirSync } from 'node:fs';
import type { Command } from '../command.js';
import { COMMANDS } from '../commands.js';
import { RUN } from '../commands/run.js';
import { SHELLS } from './scripts.js';
import { DEFAULT_DATABASE } from '../arguments/options.js';
import { SWEEP_NAME } from '../../spec/words/names.js';

/** What a shell shall offer for a word. */
export interface Completion {
  readonly words: readonly string[];
  /** Also files with one of these endings, any file where there is none; null for no files. */
  readonly files: readonly string[] | null;
}

const SPECS = ['.yaml', '.yml'];
const RESULTS = ['.csv', '.tsv'];
const GLOBAL_OPTIONS = ['--help', '--debug'];

/** Words that an option may have, where these are few. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  '--device': ['auto', 'cpu', 'gpu'],
  '--compile': ['auto', 'xla', 'graph', 'off'],
  '--what': ['trials', 'configurations', 'fronts', 'epochs', 'latencies'],
  '--save': ['front', 'all', 'none'],
  '--goal': ['maximize', 'minimize'],
  '--format': ['csv', 'json', 'jsonl', 'markdown'],
};

/** Options whose value is a file. */
const FILES = ['--db', '--out', '--chart', '--from'];

/**
 * Completes the last of the words that follow `sweep`, which may be empty.
 *
 * @param sweepsIn names the sweeps of a database; none where there is no database.
 */
export function complete(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  sweepsIn: (database: string) => readonly string[],
): Completion {
  // bash gives `--db=x` as three words.
  const before = words.slice(0, -1).filter((word) => word !== '=');
  const { plain, database } = readWords(before);
  const command = COMMANDS.find(({ name }) => name === plain[0]);
  const options = optionsOf(command);
  const previous = before.at(-1) ?? '';
  if (options.get(previous) === 'string') {
    return { words: VALUES[previous] ?? [], files: FILES.includes(previous) ? [] : null };
  }
  if (words.at(-1)?.startsWith('-') === true) {
    return { words: [...options.keys(), ...GLOBAL_OPTIONS], files: null };
  }
  // `sweep FILE` is `sweep run FILE`: a spec may stand in the place of a command.
  if (plain.length === 0) return { words: COMMANDS.map(({ name }) => name), files: SPECS };
  return positionalOf(command, plain.length - 1, () => {
    const variable = env['SWEEP_DB'];
    return sweepsIn(
      database ?? (variable === undefined || variable === '' ? DEFAULT_DATABASE : variable),
    );
  });
}

/** Type by option as it is written, long names only; of `sweep` alone those of `sweep run`. */
function optionsOf(command: Command | undefined): ReadonlyMap<string, string | undefined> {
  const { options } = command ?? RUN;
  return new Map(Object.entries(options).map(([name, { type }]) => [`--${name}`, type]));
}

/** A positional is completed by its name, so that a further command needs no word about it. */
function positionalOf(
  command: Command | undefined,
  place: number,
  sweeps: () => readonly string[],
): Completion {
  const names = Object.keys(command?.positionals ?? {});
  const isMany = command?.usage.includes('..') === true;
  const name = isMany ? names.at(-1) : names[place];
  switch (name) {
    case 'sweep':
      // What reads stored sweeps and files of results alike says of which columns.
      return { words: sweeps(), files: command?.options['metric'] === undefined ? null : RESULTS };
    case 'spec':
      return { words: [], files: SPECS };
    case 'file':
      return { words: [], files: [] };
    case 'shell':
      return { words: SHELLS, files: null };
    default:
      return { words: [], files: null };
  }
}

/** The words that are neither options nor their values, and the database that `--db` names. */
function readWords(words: readonly string[]): {
  readonly plain: readonly string[];
  readonly database: string | undefined;
} {
  const takesValue = new Set(
    COMMANDS.flatMap(({ options }) =>
      Object.entries(options).flatMap(([name, { type }]) =>
        type === 'string' ? [`--${name}`] : [],
      ),
    ),
  );
  const plain: string[] = [];
  let database: string | undefined;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word.startsWith('--db=')) database = word.slice('--db='.length);
    if (takesValue.has(word)) {
      at += 1;
      if (word === '--db') database = words[at];
    } else if (!word.startsWith('-')) {
      plain.push(word);
    }
  }
  return { plain, database };
}

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
    const { openForReading } = await import('../../store/open.js');
    const { readSweepNames } = await import('../../store/lookup.js');
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
