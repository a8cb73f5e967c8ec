import { isAbsolute, relative, resolve, sep } from 'node:path';

/** A path as seen from a folder, empty for the folder itself; null where it is not inside. */
export function pathInside(folder: string, path: string): string | null {
  const inside = relative(resolve(folder), resolve(path));
  return isAbsolute(inside) || inside.split(sep)[0] === '..' ? null : inside;
}
