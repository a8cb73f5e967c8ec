import { problem } from '../../text/problem.js';

/** As it was written. */
const quoted = (text: string): string => JSON.stringify(text);

export function optionWithoutValue(name: string): string {
  return problem({ what: `--${name}: got nothing`, expected: 'a value' });
}

/** Of an option that takes one value. */
export function optionWithSeveralValues(name: string): string {
  return problem({ what: `--${name}: got several values`, expected: 'one' });
}

/** @param source the option or the variable. */
export function notOneOf(source: string, got: string, choices: readonly string[]): string {
  return problem({
    what: `${source}: got ${quoted(got)}`,
    expected: `one of ${choices.join(', ')}`,
  });
}

/** @param source the option or the variable. */
export function notWholeNumber(source: string, got: string, least: number, most: number): string {
  return problem({
    what: `${source}: got ${quoted(got)}`,
    expected: `a whole number from ${least} to ${most}`,
  });
}

/** @param source the option or the variable. */
export function notDuration(source: string, got: string): string {
  return problem({
    what: `${source}: got ${quoted(got)}`,
    expected: 'a duration from 1s to 24d, such as 90s, 30m or 1h30m',
  });
}

/** Of two options that contradict each other. */
export function bothOptions(one: string, other: string): string {
  return problem({
    what: `${one}: got ${other} too`,
    expected: 'one of them',
    advice: 'delete one',
  });
}

/** @param source the option or the variable that names GPUs. @param device what asks for none. */
export function gpusBesideCpu(source: string, device: string): string {
  return problem({ what: `${source}: got GPUs beside ${device}`, advice: 'delete one of them' });
}

export function notGpus(source: string, got: string): string {
  return problem({
    what: `${source}: got ${quoted(got)}`,
    expected: 'auto, or GPU numbers or UUIDs from nvidia-smi -L, e.g. 0,1',
  });
}

export function gpuTwice(source: string, gpu: string): string {
  return problem({
    what: `${source}: got ${gpu} twice`,
    expected: 'each GPU once',
    advice: 'to share a GPU between workers, raise --workers',
  });
}

export function notSwitch(variable: string, got: string): string {
  return problem({ what: `${variable}: got ${quoted(got)}`, expected: '1 or 0' });
}

/** Of `--db -`. */
export function databaseIsPipe(): string {
  return problem({ what: '--db: a database cannot be read from a pipe', expected: 'a file' });
}
