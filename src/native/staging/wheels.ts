import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as messages from './messages.js';
import { noPip, noPython, pipFailed } from './messages.js';
import type { Wheel } from './release.js';
import { lastLine, type RunTool, StagingError } from './tools.js';

/** Of the wheels that are pinned; pip takes none of another tag. */
const PLATFORMS = ['manylinux_2_27_x86_64', 'manylinux2014_x86_64', 'manylinux2010_x86_64'];
/** Folders of files that have not been verified, one for each attempt. */
export const ARRIVING = 'arriving-';

const PYTHONS = ['python3', 'python'] as const;

/**
 * A wheel in `folder`, with the bytes that are pinned: there already, copied from `from`, or fetched
 * by pip. A fetched file gets its name only when it has been verified, so another attempt goes on
 * with it.
 *
 * @param onBytes is told now and then how many bytes of it are there.
 */
export async function fetchWheel(
  wheel: Wheel,
  folder: string,
  runTool: RunTool,
  from: string | undefined,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<string> {
  const path = join(folder, wheel.file);
  if (existsSync(path) && (await sha256(path)) === wheel.sha256) return path;
  await mkdir(folder, { recursive: true });
  const arriving = await mkdtemp(join(folder, ARRIVING));
  const watch = setInterval(() => void bytesIn(arriving).then(onBytes, () => undefined), 500);
  try {
    const arrived = join(arriving, wheel.file);
    if (from === undefined) await download(wheel, arriving, runTool);
    else await copyFrom(join(from, wheel.file), arrived);
    if (!existsSync(arrived)) throw new StagingError(messages.wheelNotBrought(wheel.file));
    const found = await sha256(arrived);
    if (found !== wheel.sha256) {
      throw new StagingError(messages.otherWheel(wheel.file, found, wheel.sha256));
    }
    await rename(arrived, path);
    return path;
  } finally {
    clearInterval(watch);
    await rm(arriving, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function copyFrom(source: string, target: string): Promise<void> {
  if (!existsSync(source)) throw new StagingError(messages.noWheelThere(source));
  await copyFile(source, target);
}

/** Any Python will do: pip only fetches, for a platform and a version that are named. */
async function download(wheel: Wheel, folder: string, runTool: RunTool): Promise<void> {
  const python = await findPython(runTool, folder);
  if ('reason' in python) throw new StagingError(python.reason);
  const args = [
    ...['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--no-input', '--quiet'],
    ...['--disable-pip-version-check', '--implementation', 'cp', '--python-version', '3.11'],
    ...PLATFORMS.flatMap((platform) => ['--platform', platform]),
    ...['--dest', folder, wheel.requirement],
  ];
  const result = await runTool(python.program, args, {
    // Python looks for its modules where it is started: never in a folder of the user's.
    cwd: folder,
    // pip writes a file beside its place first: into the cache, not into a small /tmp.
    environment: { TMPDIR: folder },
  });
  if (result.ok) return;
  // So it ends without a network too, and says nothing of it.
  const unreachable = result.output.includes('from versions: none');
  throw new StagingError(pipFailed(wheel.requirement, lastLine(result.output), unreachable));
}

/** Before anything is fetched: can pip do it? */
export async function whyNoPip(runTool: RunTool, folder: string): Promise<string | null> {
  const python = await findPython(runTool, folder);
  return 'reason' in python ? python.reason : null;
}

/** @param from what `--from` names, if anything. */
export async function whyNoFolder(from: string | undefined): Promise<string | null> {
  if (from === undefined) return null;
  const isFolder = await stat(from).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isFolder ? null : messages.noWheelFolder(from);
}

async function findPython(
  runTool: RunTool,
  folder: string,
): Promise<{ readonly program: string } | { readonly reason: string }> {
  let reason = noPython();
  for (const program of PYTHONS) {
    const result = await runTool(program, ['-m', 'pip', '--version'], { cwd: folder });
    if (result.ok) return { program };
    if (!result.missing) reason = noPip(program, lastLine(result.output));
  }
  return { reason };
}

async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = files.map(
    async ({ parentPath, name }) => (await stat(join(parentPath, name))).size,
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
