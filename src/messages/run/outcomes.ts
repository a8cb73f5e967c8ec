// Why an attempt ended without a result, as the database keeps it.

export function endedWithoutResult(): string {
  return 'the worker ended its job without a result for it';
}

/** @param limit the key or option that limits it; `trials` share the worker. */
export function tookTooLong(seconds: number, limit: string, trials: number): string {
  const each = trials === 1 ? '' : ` for each of the ${trials} trained together`;
  return `it took longer than ${seconds} s (${limit}${each}) and was stopped`;
}

export function notNeeded(): string {
  return 'it was not needed any more';
}

export function heapFull(): string {
  return 'the worker ran out of memory (JavaScript heap out of memory)';
}

/** By the kernel, mostly. */
export function killed(): string {
  return 'the worker was killed (SIGKILL): out of memory, or somebody ended it';
}

export function endedBy(signal: string): string {
  return `the worker was ended by ${signal}`;
}

export function exited(code: number | null): string {
  return `the worker exited with code ${code ?? 'unknown'} before it had a result`;
}
