import { existsSync } from 'node:fs';
import { nearest } from '../spec/words/names.js';
import { COMMANDS } from './commands.js';
import { PIPE } from './files/read-spec.js';
import { UsageError } from './command.js';
import { noCommandAndNoFile } from './messages.js';

/**
 * Puts the command's word first. If the first word is a command, it is one; else, if it exists or
 * contains `/` or `.`, it is a spec to run; else it is a mistake.
 *
 * @throws UsageError for a word that is neither, with the command that was probably meant.
 */
export function dispatch(
  argv: readonly string[],
  exists: (path: string) => boolean = existsSync,
): string[] {
  const at = firstWord(argv);
  const word = argv[at];
  if (word === undefined) return [...argv];
  const others = [...argv.slice(0, at), ...argv.slice(at + 1)];
  if (COMMANDS.some(({ name }) => name === word)) return [word, ...others];
  if (word === PIPE || exists(word) || word.includes('/') || word.includes('.')) {
    return ['run', ...argv];
  }
  const names = COMMANDS.map(({ name }) => name);
  const meant = nearest(word, names);
  throw new UsageError(noCommandAndNoFile(word, names, meant));
}

/** Index of the first argument that is neither an option nor an option's value. */
function firstWord(argv: readonly string[]): number {
  const takesValue = new Set(
    COMMANDS.flatMap(({ options }) =>
      Object.entries(options).flatMap(([name, { type }]) =>
        type === 'string' ? [`--${name}`] : [],
      ),
    ),
  );
  let at = 0;
  while (at < argv.length) {
    const argument = argv[at] ?? '';
    if (argument === '--') return at + 1;
    if (!argument.startsWith('-') || argument === PIPE) return at;
    at += takesValue.has(argument) ? 2 : 1;
  }
  return argv.length;
}
