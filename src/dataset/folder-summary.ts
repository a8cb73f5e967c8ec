import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { kindByName, type FileKind } from './file-kind.js';

/** What lies in a folder, in short: for each kind of file some of its names. */
export interface FolderSummary {
  readonly files: readonly { readonly kind: FileKind | null; readonly names: readonly string[] }[];
  /** Folders in it, or a level below, that hold pictures, by name: mostly the classes. */
  readonly pictureFolders: readonly string[];
  /** Other folders right in it. */
  readonly folders: readonly string[];
}

/** A folder of pictures may have a hundred thousand; some of them say what it is. */
const MOST_LOOKED_AT = 1000;
const MOST_FOLDERS = 100;

export function summarizeFolder(folder: string): FolderSummary {
  const { files, folders } = entriesOf(folder);
  const kinds = new Map<FileKind | null, string[]>();
  for (const name of files) {
    const kind = kindByName(name);
    kinds.set(kind, [...(kinds.get(kind) ?? []), name]);
  }
  const withPictures = foldersWithin(folder).filter((inner) =>
    entriesOf(inner).files.some((name) => kindByName(name) === 'picture'),
  );
  return {
    files: [...kinds].map(([kind, names]) => ({ kind, names })),
    pictureFolders: [...new Set(withPictures.map((path) => basename(path)))].sort(),
    folders,
  };
}

/** Paths of the folders in a folder and in those, as far as they can be read. */
export function foldersWithin(folder: string): readonly string[] {
  const inside = entriesOf(folder).folders.map((name) => join(folder, name));
  const below = inside.flatMap((path) => entriesOf(path).folders.map((name) => join(path, name)));
  return [...inside, ...below].slice(0, MOST_FOLDERS);
}

function entriesOf(folder: string): { readonly files: string[]; readonly folders: string[] } {
  try {
    const entries = readdirSync(folder, { withFileTypes: true })
      .filter(({ name }) => !name.startsWith('.'))
      .slice(0, MOST_LOOKED_AT);
    const named = (isFolder: boolean): string[] =>
      entries
        .filter((entry) => entry.isDirectory() === isFolder)
        .map(({ name }) => name)
        .sort();
    return { files: named(false), folders: named(true) };
  } catch {
    return { files: [], folders: [] };
  }
}
