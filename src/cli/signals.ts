import { EXIT } from './exit-code.js';

/** Ctrl-C and its kin as two requests: first to stop cleanly, then to stop at once. */
export interface Signals {
  readonly stop: AbortSignal;
  readonly kill: AbortSignal;
  /** Of the first signal. */
  readonly exitCode: () => number;
  readonly remove: () => void;
}

const HANDLED = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function onSignals(): Signals {
  const stop = new AbortController();
  const kill = new AbortController();
  let first: string | undefined;
  const onSignal = (signal: string): void => {
    if (first === undefined) {
      first = signal;
      stop.abort();
    } else {
      kill.abort();
    }
  };
  for (const signal of HANDLED) process.on(signal, onSignal);
  return {
    stop: stop.signal,
    kill: kill.signal,
    exitCode: () =>
      first === 'SIGTERM' || first === 'SIGHUP' ? EXIT.terminated : EXIT.interrupted,
    remove: () => {
      for (const signal of HANDLED) process.off(signal, onSignal);
    },
  };
}
