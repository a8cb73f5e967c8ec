import { createWriteStream, existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pipeline } from 'node:stream/promises';
import { type Entry, openPromise } from 'yauzl';
import * as messages from './messages.js';
import { membersMissing } from './messages.js';
import { LIBRARY_LINKS, placeOf, TENSORFLOW_MEMBERS } from './wheel-layout.js';
import { lastLine, type RunTool, StagingError } from './tools.js';

/** A package that depends on the binding alone, and its lock with the SHA-512 of every file. */
const BINDING_PACKAGE = fileURLToPath(new URL('binding-package', import.meta.url));

/**
 * Fetches the unmodified package with its dependencies, without running its own installer. What npm
 * has in its cache, it does not fetch: after `npm ci` of this project, everything.
 */
export async function fetchBinding(folder: string, runTool: RunTool): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) {
    await copyFile(join(BINDING_PACKAGE, file), join(folder, file));
  }
  const result = await runTool('npm', [
    ...['ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund'],
    '--prefer-offline',
  ]);
  if (!result.ok) throw new StagingError(messages.npmFailed(npmReason(result.output)));
}

/** npm ends with the place of its log; the line before says what went wrong. */
function npmReason(output: string): string {
  const lines = output.split('\n').filter((line) => !/A complete log|^\s*$/.test(line));
  return lastLine(lines.join('\n')).replace(/^npm (error|ERR!) /, '');
}

/** Puts what is needed of the wheels where the binding and TensorFlow look for it. */
export async function placeLibraries(
  wheels: readonly string[],
  bindingPackage: string,
): Promise<void> {
  const written = new Set<string>();
  for (const wheel of wheels) {
    for (const member of await unpackMembers(wheel, bindingPackage, placeOf)) written.add(member);
  }
  const missing = TENSORFLOW_MEMBERS.filter((member) => !written.has(member));
  if (missing.length > 0) throw new StagingError(membersMissing(missing));
  for (const [name, target] of Object.entries(LIBRARY_LINKS)) {
    await symlink(target, join(bindingPackage, 'deps/lib', name));
  }
}

/** Compiles the binding's two files with g++ alone; Node's headers come from node-api-headers. */
export async function compileBinding(bindingPackage: string, runTool: RunTool): Promise<void> {
  const headers = dirname(createRequire(import.meta.url).resolve('node-api-headers/package.json'));
  const output = join(bindingPackage, 'lib/napi-v8/tfjs_binding.node');
  await mkdir(dirname(output), { recursive: true });
  const result = await runTool('g++', [
    ...['-O2', '-fPIC', '-shared', '-std=c++17', '-DNAPI_VERSION=8'],
    ...['-I', join(headers, 'include'), '-I', join(bindingPackage, 'deps/include')],
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(bindingPackage, 'binding', file)),
    ...['-o', output, '-L', join(bindingPackage, 'deps/lib')],
    ...['-ltensorflow', '-ltensorflow_framework', '-Wl,-rpath,$ORIGIN/../../deps/lib'],
  ]);
  if (!result.ok || !existsSync(output)) {
    throw new StagingError(messages.bindingNotCompiled(lastLine(result.output)));
  }
}

/** Before hours of download: is there a compiler at all? */
export async function whyNoCompiler(runTool: RunTool): Promise<string | null> {
  const result = await runTool('g++', ['--version']);
  if (result.ok) return null;
  return result.missing
    ? messages.noCompiler()
    : messages.compilerDoesNotRun(lastLine(result.output));
}

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
