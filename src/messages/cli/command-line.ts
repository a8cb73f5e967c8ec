import { problem } from '../problem.js';

export function nothingAsked(): string {
  return problem({
    what: 'got no command',
    expected: 'a spec or a command',
    advice: 'sweep --help shows them',
  });
}

/** Words that a command needs and did not get. @param usage the command as its help shows it. */
export function wordsMissing(command: string, usage: string): string {
  return problem({
    what: `sweep ${command} got too few words`,
    expected: `sweep ${usage}`,
    advice: `sweep ${command} --help shows examples`,
  });
}

/** A first word that is neither. @param meant the command that was probably meant. */
export function noCommandAndNoFile(
  word: string,
  commands: readonly string[],
  meant: string | null,
): string {
  return problem({
    what: `no command and no file ${JSON.stringify(word)}`,
    ...(meant === null
      ? { expected: `a spec (a path) or one of ${commands.join(', ')}` }
      : { advice: `did you mean sweep ${meant}?` }),
  });
}
