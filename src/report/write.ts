import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Far longer than writing a page takes. */
const SCRAP_AGE_MS = 60_000;

/**
 * Replaces a file whole or not at all: a reader, or a crash, meets the old page or the new one.
 * Makes the folder if it is missing.
 */
export async function writeReport(path: string, page: string): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  // In the same folder, because a rename is atomic only within one file system.
  const temporary = join(folder, `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(page, 'utf8');
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await removeScraps(folder, basename(path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Takes away what a writer left that was killed before its rename. */
async function removeScraps(folder: string, name: string): Promise<void> {
  const pattern = /^[0-9a-f]{12}\.tmp$/;
  for (const entry of await readdir(folder)) {
    if (!entry.startsWith(`.${name}.`) || !pattern.test(entry.slice(name.length + 2))) continue;
    const path = join(folder, entry);
    // Gone meanwhile: somebody else's rename, or another cleaner.
    const facts = await stat(path).catch(() => undefined);
    if (facts !== undefined && Date.now() - facts.mtimeMs > SCRAP_AGE_MS) {
      await rm(path, { force: true });
    }
  }
}
