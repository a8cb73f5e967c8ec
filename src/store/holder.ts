/** A process that runs a sweep, so that another can tell whether it still lives. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process began, as its operating system says; tells a reused pid from the same process. */
  readonly process_start: string | null;
}

/** A holder as stored; `heartbeat` is the time when it last said that it lives. */
export interface StoredHolder extends Holder {
  readonly heartbeat: string;
}

/** Passed in by whoever knows processes and clocks. */
export type IsAlive = (holder: StoredHolder) => boolean;
