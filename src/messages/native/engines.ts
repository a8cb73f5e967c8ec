import { problem } from '../problem.js';

// Why an engine is not there, does not load or cannot do what is asked.

export function packageMissing(engine: string): string {
  return `the package @tensorflow/${engine} is not installed`;
}

export function libraryMissing(): string {
  return 'its native library is not there (sweep setup gets it)';
}

export function backendDoesNotStart(): string {
  return 'its backend does not start';
}

/** Said by sweep doctor too, and among the reasons of others. */
export function engineDoesNotLoad(engine: string, reason: string): string {
  return `${engine}: ${reason}`;
}

export function noEngine(): string {
  return problem({ what: 'no engine loads, not even wasm', advice: 'run npm ci again' });
}

export function otherDevice(engine: string, asked: string, got: string): string {
  return problem({
    what: `${engine} registered no ${asked}`,
    got: `a ${got}`,
    advice: 'sweep doctor shows what can be had',
  });
}

export function graphsNeedNative(): string {
  return problem({
    what: 'graphs need the native engine',
    got: 'wasm',
    advice: 'sweep setup gets it',
  });
}

/** How the process ended in which an engine was loaded to try it. */
export function processEnded(
  end: { readonly signal: string } | { readonly code: string | null },
  lastLine: string,
): string {
  const how =
    'signal' in end ? `was ended by ${end.signal}` : `ended with ${end.code ?? 'no answer'}`;
  return `its process ${how}${lastLine === '' ? '' : `: ${lastLine}`}`;
}
