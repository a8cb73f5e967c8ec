import { setImmediate } from 'node:timers/promises';

/** A message that asks to stop, or the parent's end, is noticed after this long at most. */
const PAUSE_EVERY_MS = 100;
/** Progress is reported no more often than this. */
const REPORT_EVERY_MS = 500;

/** Lets the event loop run now and then in a long computation. */
export class Pauses {
  readonly #signal: AbortSignal;
  readonly #report: (fraction: number) => void;
  #paused = performance.now();
  #reported = performance.now();

  constructor(signal: AbortSignal, report: (fraction: number) => void) {
    this.#signal = signal;
    this.#report = report;
  }

  /**
   * Call it often: it is cheap between pauses.
   *
   * @param fraction the share of the whole that is done; reported now and then.
   * @throws the signal's reason when it was aborted.
   */
  async pause(fraction?: number): Promise<void> {
    const now = performance.now();
    if (now - this.#paused < PAUSE_EVERY_MS) return;
    if (fraction !== undefined && now - this.#reported >= REPORT_EVERY_MS) {
      this.#report(fraction);
      this.#reported = now;
    }
    await setImmediate();
    this.#signal.throwIfAborted();
    this.#paused = performance.now();
  }
}
