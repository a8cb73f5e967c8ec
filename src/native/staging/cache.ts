import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { RELEASES, type Build, type Release } from './release.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where staged libraries lie, shared between projects: SWEEP_CACHE_DIR, else the XDG cache. */
export function cacheFolder(env: Environment): string {
  const named = env['SWEEP_CACHE_DIR'];
  if (named !== undefined && named !== '') return resolve(named);
  const xdg = env['XDG_CACHE_HOME'];
  // "If an implementation encounters a relative path it should ignore it" (XDG base directories).
  const caches = xdg !== undefined && isAbsolute(xdg) ? xdg : join(homedir(), '.cache');
  return join(caches, 'flopsweep');
}

/** What is kept there beside the releases: compiled programs, how fast engines and GPUs were, which loaded. */
export const PROGRAMS = 'programs';
export const SPEEDS = 'speeds';
export const CARDS = 'cards';
export const LOADED = 'loaded';

/** The folder of one release; its name changes with every version in it. */
export function releaseFolder(cache: string, { build, binding, tensorflow }: Release): string {
  return join(cache, `tfjs-node-gpu-${binding}-tensorflow-${tensorflow}-${build}`);
}

/** The binding's package within a folder made by npm. */
export function bindingPackage(folder: string): string {
  return join(folder, 'node_modules', '@tensorflow', 'tfjs-node-gpu');
}

/** The staged package of one build, or undefined where none is. A folder appears only when whole. */
export function stagedPackage(env: Environment, build: Build): string | undefined {
  const folder = bindingPackage(releaseFolder(cacheFolder(env), RELEASES[build]));
  return existsSync(folder) ? folder : undefined;
}

/** Writes a file of the cache, and its folder; who reads meanwhile gets the old one or the new. */
export function writeCacheFile(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const beside = `${file}.${process.pid}`;
  writeFileSync(beside, text);
  renameSync(beside, file);
}
