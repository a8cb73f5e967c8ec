import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The browser build of Vega that is installed beside this program, to be put into the page. */
export async function readVegaRuntime(): Promise<string> {
  const path = fileURLToPath(new URL('vega.min.js', import.meta.resolve('vega')));
  const source = await readFile(path, 'utf8');
  if (/<\/script|<!--/i.test(source)) {
    throw new Error(`${path} cannot be put into a page: it holds markup that would end the script`);
  }
  return source;
}
