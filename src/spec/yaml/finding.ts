import type { Path } from '../position.js';

/** A problem before its offset has become a line and a column. */
export interface Finding {
  readonly offset: number;
  /** The value or key that is wrong; two findings never share it, nor lies one within another. */
  readonly path: Path;
  readonly message: string;
}

/** Notes what is wrong with the value at a path. */
export type Report = (path: Path, message: string) => void;
