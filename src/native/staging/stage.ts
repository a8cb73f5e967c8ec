import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as messages from './messages.js';
import { compileBinding, fetchBinding, placeLibraries, whyNoCompiler } from './binding.js';
import { bindingPackage, LOADED, PROGRAMS, releaseFolder, SPEEDS } from './cache.js';
import { withCacheLock } from './lock.js';
import type { Release } from './release.js';
import { slimDown } from './wheel-layout.js';
import { type RunTool, StagingError } from './tools.js';
import { ARRIVING, fetchWheel, whyNoFolder, whyNoPip } from './wheels.js';

/** What staging does now, in order. */
export type StagingStep =
  | { readonly type: 'waiting' }
  | { readonly type: 'present'; readonly folder: string }
  /** It is there and does not load any more: it is made again. */
  | { readonly type: 'broken'; readonly reason: string }
  | {
      readonly type: 'announced';
      /** Bytes that are not here yet. */
      readonly fetch: number;
      /** Where they come from instead of the network. */
      readonly from: string | undefined;
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

/** In a cache, beside the releases: wheels that have arrived, and what is being built or removed. */
const DOWNLOADS = 'downloads';
const UNFINISHED = /^(building|removing)-/;

/**
 * Makes the native engine in the cache, whole or not at all: it is built beside its place and
 * renamed. Of two at once, the second waits and finds what the first has made.
 *
 * @throws StagingError with one line that says what is missing and what to do.
 */
export async function stageNative(options: StagingOptions): Promise<string> {
  const { cache, platform, arch, onStep } = options;
  if (platform !== 'linux' || arch !== 'x64') {
    throw new StagingError(messages.otherPlatform(platform, arch));
  }
  return explainingFiles(() =>
    withCacheLock(
      cache,
      () => stageAlone(options),
      () => onStep({ type: 'waiting' }),
    ),
  );
}

/**
 * Takes away every release, whatever its version, what was compiled and measured with it, and all
 * that was left of making one.
 *
 * @returns whether there was anything.
 */
export async function removeStaged(cache: string, onWait: () => void): Promise<boolean> {
  if (!existsSync(cache)) return false;
  return explainingFiles(() => withCacheLock(cache, () => removeAll(cache), onWait));
}

async function removeAll(cache: string): Promise<boolean> {
  const releases = /^(tfjs-node-gpu-|building-|removing-)/;
  const kept = [DOWNLOADS, PROGRAMS, SPEEDS, LOADED];
  const found = (await readdir(cache)).filter((name) => releases.test(name) || kept.includes(name));
  for (const name of found) {
    if (name.startsWith('tfjs-node-gpu-')) await removeWhole(cache, name);
  }
  await removeUnfinished(cache);
  for (const name of kept) {
    await rm(join(cache, name), { recursive: true, force: true });
  }
  return found.length > 0;
}

async function stageAlone(options: StagingOptions): Promise<string> {
  const { cache, release, runTool, from, onStep } = options;
  await removeUnfinished(cache);
  const folder = releaseFolder(cache, release);
  if (existsSync(bindingPackage(folder))) {
    const reason = await options.tryPackage(bindingPackage(folder));
    if (reason === null) {
      onStep({ type: 'present', folder });
      return folder;
    }
    onStep({ type: 'broken', reason });
  }
  const downloads = join(cache, DOWNLOADS);
  const present = await bytesOf(release, downloads);
  const fetch = release.wheels.reduce((sum, { bytes }) => sum + bytes, 0);
  const lacks = [
    await whyNoCompiler(runTool),
    from === undefined && present < fetch
      ? await whyNoPip(runTool, cache)
      : await whyNoFolder(from),
  ].filter((reason) => reason !== null);
  if (lacks.length > 0) throw new StagingError(lacks.join('; '));
  await requireSpace(cache, release.needs - present);
  onStep({ type: 'announced', fetch: fetch - present, from, keep: release.keeps, folder });

  // A name of its own: a program that a killed setup had started may still write into the last.
  const building = await mkdtemp(join(cache, 'building-'));
  try {
    const wheels: string[] = [];
    let before = 0;
    for (const wheel of release.wheels) {
      if (from === undefined && !existsSync(join(downloads, wheel.file))) {
        onStep({ type: 'fetching', what: wheel.requirement, bytes: wheel.bytes });
      }
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
    if (reason !== null) throw new StagingError(messages.builtAndUnusable(reason));
    if (existsSync(folder)) await removeWhole(cache, basename(folder));
    // `mkdtemp` keeps it to its owner; a cache may be shared.
    await chmod(building, 0o777 & ~process.umask());
    await rename(building, folder);
    await rm(downloads, { recursive: true, force: true });
  } finally {
    await removeFolder(building);
  }
  onStep({ type: 'done', folder });
  return folder;
}

/** A release is there whole or not at all, also while it is taken away. */
async function removeWhole(cache: string, name: string): Promise<void> {
  const removing = await mkdtemp(join(cache, 'removing-'));
  await rename(join(cache, name), join(removing, name));
  await removeFolder(removing);
}

/** What cannot be removed now, since something still writes into it, the next setup removes. */
async function removeFolder(folder: string): Promise<void> {
  const options = { recursive: true, force: true, maxRetries: 5, retryDelay: 200 };
  await rm(folder, options).catch(() => undefined);
}

/** What a killed setup left. Who holds the lock knows that nobody works on it. */
async function removeUnfinished(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    if (UNFINISHED.test(name)) await removeFolder(join(cache, name));
  }
  const downloads = await readdir(join(cache, DOWNLOADS)).catch(() => []);
  for (const name of downloads) {
    if (name.startsWith(ARRIVING)) await removeFolder(join(cache, DOWNLOADS, name));
  }
}

async function requireSpace(cache: string, needs: number): Promise<void> {
  const { bavail, bsize } = await statfs(cache);
  const free = bavail * bsize;
  if (free < needs) throw new StagingError(messages.diskFull(cache, free, needs));
}

/** Bytes of the release's wheels that have arrived before. */
async function bytesOf({ wheels }: Release, downloads: string): Promise<number> {
  const sizes = wheels.map(({ file }) =>
    stat(join(downloads, file)).then(
      ({ size }) => size,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** A cache that cannot be written is a lack like any other: training goes on without. */
async function explainingFiles<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined || !/^E[A-Z]+$/.test(code)) throw error;
    throw new StagingError(messages.cacheNotWritable(message));
  }
}
