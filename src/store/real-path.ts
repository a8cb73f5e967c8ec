import { readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** As many links as Linux follows. */
const MOST_LINKS = 40;

/** The path that a name leads to through links; what is not there yet stays as it is called. */
export function realPath(path: string, links = MOST_LINKS): string {
  try {
    return realpathSync(path);
  } catch {
    const whole = resolve(path);
    const folder = dirname(whole);
    if (folder === whole) return whole;
    try {
      if (links > 0) return realPath(resolve(folder, readlinkSync(whole)), links - 1);
    } catch {
      // No link.
    }
    return join(realPath(folder, links), basename(whole));
  }
}
