import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, statfs } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { compileBinding, fetchBinding, placeLibraries, requireCompiler } from './binding.js';
import { bindingPackage, releaseFolder } from './cache.js';
import type { Release } from './release.js';
import { slimDown } from './slim.js';
import { StagingError } from './staging-error.js';
import type { RunTool } from './tools.js';
import { fetchWheel } from './wheels.js';

/** What staging does now, in order. */
export type StagingStep =
  | { readonly type: 'present'; readonly folder: string }
  /** It is there and does not load any more: it is made again. */
  | { readonly type: 'broken'; readonly reason: string }
  | {
      readonly type: 'announced';
      readonly fetch: number;
      readonly keep: number;
      readonly folder: string;
    }
  | { readonly type: 'fetching'; readonly what: string; readonly bytes: number | null }
  /** Bytes that have arrived of `fetch`, every half second. */
  | { readonly type: 'arrived'; readonly bytes: number; readonly fetch: number }
  | { readonly type: 'unpacking' }
  | { readonly type: 'compiling' }
  | { readonly type: 'trying' }
  | { readonly type: 'done'; readonly folder: string };

export interface StagingOptions {
  readonly cache: string;
  readonly release: Release;
  readonly runTool: RunTool;
  /** `process.platform` and `process.arch`. */
  readonly platform: string;
  readonly arch: string;
  /** A folder with wheels that were downloaded before. */
  readonly from?: string | undefined;
  /** Loads the package in a process of its own; the reason where it does not load. */
  readonly tryPackage: (bindingPackage: string) => Promise<string | null>;
  readonly onStep: (step: StagingStep) => void;
}

/**
 * Makes the native engine in the cache, whole or not at all: it is built beside its place and
 * renamed. Two that build at once both succeed; the second throws its own away.
 *
 * @throws StagingError with one line that says what is missing and what to do.
 */
export async function stageNative(options: StagingOptions): Promise<string> {
  const { cache, release, runTool, platform, arch, from, onStep } = options;
  const folder = releaseFolder(cache, release);
  if (existsSync(bindingPackage(folder))) {
    const reason = await options.tryPackage(bindingPackage(folder));
    if (reason === null) {
      onStep({ type: 'present', folder });
      return folder;
    }
    onStep({ type: 'broken', reason });
  }
  if (platform !== 'linux' || arch !== 'x64') {
    throw new StagingError(
      `the native library is staged on Linux x86-64 only, not on ${platform} ${arch}`,
    );
  }
  await requireCompiler(runTool);
  await mkdir(cache, { recursive: true });
  await requireSpace(cache, release.needs);
  const fetch = release.wheels.reduce((sum, { bytes }) => sum + bytes, 0);
  onStep({ type: 'announced', fetch, keep: release.keeps, folder });

  const downloads = join(cache, 'downloads');
  const building = `${folder}.building-${process.pid}`;
  try {
    await removeAbandoned(cache, folder);
    const wheels: string[] = [];
    let before = 0;
    for (const wheel of release.wheels) {
      onStep({ type: 'fetching', what: wheel.requirement, bytes: wheel.bytes });
      const onBytes = (bytes: number): void =>
        onStep({ type: 'arrived', bytes: before + Math.min(bytes, wheel.bytes), fetch });
      wheels.push(await fetchWheel(wheel, downloads, runTool, from, onBytes));
      before += wheel.bytes;
    }
    onStep({ type: 'fetching', what: `tfjs-node-gpu@${release.binding}`, bytes: null });
    await fetchBinding(building, runTool);
    const target = bindingPackage(building);
    onStep({ type: 'unpacking' });
    await placeLibraries(wheels, target);
    onStep({ type: 'compiling' });
    await compileBinding(target, runTool);
    await slimDown(building, target, runTool);
    onStep({ type: 'trying' });
    const reason = await options.tryPackage(target);
    if (reason !== null) throw new StagingError(`it was built and does not load: ${reason}`);
    await moveIntoPlace(building, folder, options.tryPackage);
    await rm(downloads, { recursive: true, force: true });
  } finally {
    await rm(building, { recursive: true, force: true });
  }
  onStep({ type: 'done', folder });
  return folder;
}

async function requireSpace(cache: string, needs: number): Promise<void> {
  const { bavail, bsize } = await statfs(cache);
  const free = bavail * bsize;
  if (free >= needs) return;
  throw new StagingError(
    `not enough disk: ${gigabytes(free)} free in ${cache}; ${gigabytes(needs)} are needed for a ` +
      'while; make room, or name another folder in SWEEP_CACHE_DIR',
  );
}

async function moveIntoPlace(
  building: string,
  folder: string,
  tryPackage: StagingOptions['tryPackage'],
): Promise<void> {
  try {
    await rename(building, folder);
  } catch {
    // Somebody else was faster, and theirs is as good; or one that is broken is in the way.
    if ((await tryPackage(bindingPackage(folder))) === null) return;
    await rm(folder, { recursive: true, force: true });
    await rename(building, folder);
  }
}

/** What a killed setup left: a folder whose process is gone. */
async function removeAbandoned(cache: string, folder: string): Promise<void> {
  const prefix = `${basename(folder)}.building-`;
  for (const entry of await readdir(cache)) {
    if (!entry.startsWith(prefix) || isRunning(Number(entry.slice(prefix.length)))) continue;
    await rm(join(cache, entry), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
