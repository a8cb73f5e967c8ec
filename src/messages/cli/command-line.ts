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

/** @param meant the option that was probably meant. */
export function unknownOption(command: string, option: string, meant: string | null): string {
  const dashes = option.length === 1 ? '-' : '--';
  return problem({
    what: `sweep ${command} has no option ${dashes}${option}`,
    advice:
      meant === null ? `sweep ${command} --help shows its options` : `did you mean --${meant}?`,
  });
}

/** A word that no command expects there. */
export function wordTooMany(command: string, word: string, usage: string): string {
  return problem({
    what: `sweep ${command} got ${JSON.stringify(word)} too`,
    expected: `sweep ${usage}`,
    advice: 'leave it out',
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
