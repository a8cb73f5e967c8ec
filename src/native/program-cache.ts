import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { EngineCandidate } from './engine.js';
import { machineKind } from './speeds.js';
import { cacheFolder, PROGRAMS } from './staging/cache.js';

/** Programs that XLA has compiled are kept up to this; the oldest go first. */
const MOST_BYTES = 200e6;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The folder in which XLA keeps what it has compiled, for this library on this kind of processor:
 * machine code for another may not run here. Made, and kept small.
 *
 * @returns undefined on wasm, and where no folder can be made: then every job compiles anew.
 */
export function programCache(
  candidate: EngineCandidate,
  env: Environment = process.env,
): string | undefined {
  if (candidate.engine === 'wasm') return undefined;
  const folder = join(cacheFolder(env), PROGRAMS, machineKind(candidate));
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    prune(folder, MOST_BYTES);
    return folder;
  } catch {
    return undefined;
  }
}

/** Removes the files that were used longest ago until the others take `most` bytes at most. */
export function prune(folder: string, most: number): void {
  const files = readdirSync(folder)
    .map((name) => ({ path: join(folder, name), ...about(join(folder, name)) }))
    .sort((a, b) => b.used - a.used);
  let bytes = 0;
  for (const file of files) {
    bytes += file.size;
    if (bytes > most) rmSync(file.path, { recursive: true, force: true });
  }
}

/** Nothing of a file that another process has removed meanwhile. */
function about(path: string): { readonly size: number; readonly used: number } {
  const stats = statSync(path, { throwIfNoEntry: false });
  return { size: stats?.size ?? 0, used: Math.max(stats?.atimeMs ?? 0, stats?.mtimeMs ?? 0) };
}

/** Where this process's library keeps what it compiles; undefined where it keeps nothing. */
export function programFolder(env: Environment = process.env): string | undefined {
  const found = /--tf_xla_persistent_cache_directory=(?:"([^"]+)"|(\S+))/.exec(
    env['TF_XLA_FLAGS'] ?? '',
  );
  return found?.[1] ?? found?.[2];
}

/** What compiles longer does not hold up others any more. */
const LONGEST_WAIT_MS = 60_000;
const LOOK_AGAIN_MS = 20;

/**
 * Compiles the parts of a program, each while no other process compiles the same one: with several
 * processors one process is done almost twice as early as each of two at once, and the others
 * compile another part meanwhile, or find it in the folder. What was compiled once waits for nothing,
 * nor does anyone for a process that is gone, or for longer than a minute.
 *
 * @param program that tells it from others.
 * @param parts each compiles one, in whatever order.
 * @param folder where the library keeps programs; undefined where it keeps none.
 */
export async function compileAlone(
  program: Uint8Array,
  parts: readonly (() => void)[],
  folder = programFolder(),
  longestWaitMs = LONGEST_WAIT_MS,
): Promise<void> {
  const digest = createHash('sha256').update(program).digest('hex').slice(0, 16);
  const until = performance.now() + longestWaitMs;
  let left = parts.map((compile, part) => ({ compile, name: `${digest}-${part}` }));
  while (left.length > 0) {
    const before = left.length;
    left = left.filter(
      ({ compile, name }) =>
        !compilePart(compile, folder && join(folder, name), performance.now() >= until),
    );
    if (left.length === before) await setTimeout(LOOK_AGAIN_MS);
  }
}

/** @returns whether it did: not while another process does, unless that takes too long. */
function compilePart(compile: () => void, path: string | undefined, isLate: boolean): boolean {
  const [lock, compiled] = [`${path}.lock`, `${path}.compiled`];
  const isKnown = path === undefined || isLate || existsSync(compiled);
  const held = !isKnown && takeLock(lock);
  if (!isKnown && !held) return false;
  try {
    compile();
    // Also where the wait was in vain: nobody waits for it again.
    if (path !== undefined) tryTo(() => writeFileSync(compiled, ''));
    return true;
  } finally {
    if (held) tryTo(() => readFileSync(lock, 'utf8') === ownName && rmSync(lock));
  }
}

const ownName = String(process.pid);

/**
 * False while a living process has it, for as long as anybody waits; true, too, where no lock can be
 * had at all.
 */
function takeLock(path: string): boolean {
  try {
    writeFileSync(path, ownName, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return true;
  }
  tryTo(() => {
    // Being written, it names nobody yet; and a number may be that of a later process.
    const holder = Number(readFileSync(path, 'utf8'));
    const isDead = holder > 0 && !isRunning(holder);
    const isOld = Date.now() - statSync(path).mtimeMs > LONGEST_WAIT_MS;
    if (isDead || isOld) rmSync(path, { force: true });
  });
  return false;
}

/** Whether this machine has a process of that number. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, but somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** What another process may have undone, or a full disk refuse: then programs are compiled twice. */
function tryTo(action: () => void): void {
  try {
    action();
  } catch {
    // As above.
  }
}
