import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunTool } from './tools.js';

/** Of the binding's package: what was needed to compile it, or is another build of it. */
const BUILD_ONLY = ['binding', 'deps/include', 'scripts', 'src'] as const;

/** Of every package: what only browsers, compilers, debuggers and people read. */
const UNREAD = /\.(map|d\.ts|md|min\.js|fesm\.js|es2017\.js)$/;

/**
 * Takes away what nobody reads at run time: symbols of the libraries, headers, source maps, types,
 * bundles for browsers. Where there is no `strip`, the libraries stay large.
 */
export async function slimDown(
  folder: string,
  bindingPackage: string,
  runTool: RunTool,
): Promise<void> {
  const libraries = join(bindingPackage, 'deps/lib');
  const files = (await readdir(libraries, { withFileTypes: true })).filter((file) => file.isFile());
  await runTool('strip', ['--strip-unneeded', ...files.map(({ name }) => join(libraries, name))]);
  for (const part of BUILD_ONLY) {
    await rm(join(bindingPackage, part), { recursive: true, force: true });
  }
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && UNREAD.test(entry.name)) {
      await rm(join(entry.parentPath, entry.name), { force: true });
    }
  }
}
