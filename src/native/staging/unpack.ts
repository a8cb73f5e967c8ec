import { createWriteStream } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise, type Entry } from 'yauzl';

/**
 * Writes the members of a zip file (a wheel is one) that `placeOf` gives a path below `folder`, and
 * nothing else.
 *
 * @returns the names of the members that were written.
 */
export async function unpackMembers(
  archive: string,
  folder: string,
  placeOf: (member: string) => string | undefined,
): Promise<ReadonlySet<string>> {
  const written = new Set<string>();
  const zip = await openPromise(archive, { lazyEntries: true });
  try {
    for await (const entry of zip.eachEntry()) {
      const place = placeOf(entry.fileName);
      if (place === undefined) continue;
      const target = join(folder, place);
      if (!target.startsWith(resolve(folder) + sep)) throw new Error(`${entry.fileName} leaves`);
      await mkdir(dirname(target), { recursive: true });
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target));
      if (isExecutable(entry)) await chmod(target, 0o755);
      written.add(entry.fileName);
    }
  } finally {
    zip.close();
  }
  return written;
}

/** Unix permissions are the upper half of the external attributes. */
function isExecutable({ externalFileAttributes }: Entry): boolean {
  return ((externalFileAttributes >>> 16) & 0o111) !== 0;
}
