import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';
import { StagingError } from './staging-error.js';

/**
 * Writes some members of a zip file (a wheel is one) to the paths given, and nothing else.
 *
 * @throws StagingError when a member is missing.
 */
export async function unpackMembers(
  archive: string,
  targets: ReadonlyMap<string, string>,
): Promise<void> {
  const zip = await openPromise(archive, { lazyEntries: true });
  const missing = new Set(targets.keys());
  try {
    for await (const entry of zip.eachEntry()) {
      const target = targets.get(entry.fileName);
      if (target === undefined) continue;
      await mkdir(dirname(target), { recursive: true });
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target));
      missing.delete(entry.fileName);
    }
  } finally {
    zip.close();
  }
  if (missing.size > 0) throw new StagingError(`${archive} lacks ${[...missing].join(', ')}`);
}
