import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import lockfile from 'proper-lockfile';
import { lockLost } from './messages.js';
import { StagingError } from './tools.js';

/** A holder that has not touched its lock for so long is gone, on whatever host it was. */
const STALE_MS = 10_000;
/** For as long as another setup takes. */
const RETRIES = { forever: true, minTimeout: 500, maxTimeout: 2000 } as const;

/**
 * Runs `work` while no other process, of this host or another that shares the cache, does the same.
 *
 * @param onWait is told once, where another has to be waited for.
 */
export async function withCacheLock<T>(
  cache: string,
  work: () => Promise<T>,
  onWait: () => void,
): Promise<T> {
  await makeFolder(cache);
  let onLost: (error: Error) => void = () => undefined;
  const lost = new Promise<never>((_, reject) => {
    onLost = () => reject(new StagingError(lockLost()));
  });
  // Nobody may be listening yet.
  lost.catch(() => undefined);
  const options = {
    stale: STALE_MS,
    lockfilePath: join(cache, 'setup.lock'),
    onCompromised: (error: Error) => onLost(error),
  };
  let release: () => Promise<void>;
  try {
    release = await lockfile.lock(cache, options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error;
    onWait();
    release = await lockfile.lock(cache, { ...options, retries: RETRIES });
  }
  try {
    return await Promise.race([work(), lost]);
  } finally {
    // A lock that was lost is no longer ours to release.
    await release().catch(() => undefined);
  }
}

/** As `mkdir -p`. Node's own goes round for ever below /proc, where nothing can be made. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await mkdir(path);
  }
}
