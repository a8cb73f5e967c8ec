/** Lets jobs begin only while all that run fit into memory together; one that is alone always may. */
export class MemoryGate {
  readonly #bytes: number;
  #taken = 0;
  #inside = 0;
  #waiting: (() => void)[] = [];

  /** @param bytes for all jobs that run at once. */
  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** Resolves when the job may begin; `leave` with the same number when it has ended. */
  async enter(bytes: number): Promise<void> {
    while (this.#inside > 0 && this.#taken + bytes > this.#bytes) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#inside += 1;
    this.#taken += bytes;
  }

  leave(bytes: number): void {
    this.#inside -= 1;
    this.#taken -= bytes;
    for (const proceed of this.#waiting.splice(0)) proceed();
  }
}
