import type { Command } from './command.js';
import { COMMANDS } from './commands.js';
import { RUN } from './commands/run.js';
import { SHELLS } from './completion-scripts.js';
import { DEFAULT_DATABASE } from './database-path.js';

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
