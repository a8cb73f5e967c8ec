/** The wall time that a run may take, and what still fits into it. */
export class Budget {
  readonly #until: number;
  readonly #clock: () => number;
  #jobsEnded = 0;

  /** @param clock seconds, only forward; the budget begins now. */
  constructor(seconds: number, clock: () => number) {
    this.#clock = clock;
    this.#until = clock() + seconds;
  }

  /** Not below 0. */
  get remainingSeconds(): number {
    return Math.max(0, this.#until - this.#clock());
  }

  /** A job has come to its end: from now on it is known how good the estimates are. */
  jobEnded(): void {
    this.#jobsEnded += 1;
  }

  /**
   * Whether a job should be begun. One is left out only where it is too long both as estimated and
   * as corrected by how long this run's jobs really took: a job that is cut off costs nothing but
   * time that would be idle, one that was left out by a bad estimate costs its result. Before any has
   * ended the estimate is but a guess: a single trial begins whatever it says, and of several, which
   * are stored when all have ended, no more than what should be done in half of the time.
   *
   * @param correction real seconds per estimated one, of this run so far.
   */
  admits(job: { readonly seconds: number; readonly trials: number }, correction: number): boolean {
    const left = this.remainingSeconds;
    if (left === 0) return false;
    if (this.#jobsEnded === 0) return job.trials === 1 || job.seconds <= left / 2;
    return Math.min(job.seconds, job.seconds * correction) <= left;
  }
}
