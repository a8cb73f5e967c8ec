import type { Connection } from './open.js';
import type { IsAlive } from './holder.js';

/** A database open for writing, with the clock and the knowledge of processes that writing needs. */
export interface Writer {
  readonly db: Connection;
  /** The time now, ISO-8601 in UTC. */
  readonly now: () => string;
  readonly isAlive: IsAlive;
}
