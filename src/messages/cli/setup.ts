import { problem } from '../problem.js';

export function gpuAndCpu(): string {
  return problem({
    what: '--gpu: got --cpu too',
    expected: 'one of them',
    advice: 'the CUDA build computes on both',
  });
}

export function removedFromCache(removed: boolean, cache: string): string {
  return `${removed ? 'Removed what was' : 'Nothing was'} staged in ${cache}`;
}

export function setupStopped(): string {
  return 'Stopped; the same command goes on';
}

/** @param reason why none could be made. @param instead what training runs on. */
export function noNativeEngine(reason: string, instead: string): string {
  return `No native engine: ${reason}. ${instead}`;
}

/** @param path of an engine that is no part of the installation. */
export function trainingRunsOn(engine: string, path: string | null): string {
  return `Training runs on ${engine}${path === null ? '' : ` in ${path}`}.`;
}

export function arrivedText(share: number, total: string): string {
  return `${Math.floor(share * 100)} % of ${total}`;
}

export function waitingForSetup(): string {
  return 'Another setup is at work in the same cache: waiting for it';
}

export function engineIsThere(folder: string): string {
  return `The native engine is there: ${folder}`;
}

export function engineIsBroken(reason: string): string {
  return `The native engine is there and does not load (${reason}): making it again`;
}

/** @param from a folder with wheels; undefined where they are fetched. */
export function gettingEngine(
  from: string | undefined,
  fetch: string,
  keep: string,
  folder: string,
): string {
  const source = from === undefined ? `${fetch} to fetch` : `wheels from ${from}`;
  return `Getting the native engine: ${source}, ${keep} to keep in ${folder}`;
}

export function fetchingText(what: string, size: string | null): string {
  return `Fetching ${what}${size === null ? '' : ` (${size})`}`;
}

export function unpackingText(): string {
  return 'Unpacking libraries and headers';
}

export function compilingText(): string {
  return 'Compiling the binding';
}

export function loadingOnce(): string {
  return 'Loading it once';
}

export function engineIsReady(folder: string): string {
  return `The native engine is ready: ${folder}`;
}
