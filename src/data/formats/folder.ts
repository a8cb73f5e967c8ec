import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as files from '../messages.js';
import * as messages from './messages.js';
import { type Part, PARTS } from '../catalog.js';
import { DatasetError } from '../error.js';
import { fileKind, type FileKind, kindByName } from './file-kind.js';

const FILE_NAME =
  /^(?:(.+)-)?(?:(train)|t10k|test)-(?:(images)[-.]idx3|labels[-.]idx1)-ubyte(?:\.gz)?$/;

/** Before the names of EMNIST's sets: `emnist-letters-train-images-idx3-ubyte`. */
const EMNIST = 'emnist-';

/** Four files, or some of them, whose names begin alike. */
interface IdxSet {
  /** What the names begin with; empty for the usual ones. */
  readonly prefix: string;
  readonly files: Readonly<Partial<Record<Part, string>>>;
}

/**
 * The path of a part's file in a folder.
 *
 * @param set which of a folder's sets: `letters` of `emnist-letters-train-images-idx3-ubyte`; undefined
 * takes the files without such a beginning, or else the only set there is.
 * @throws DatasetError where there is no such file, with what is there instead.
 */
export function partInFolder(folder: string, part: Part, set: string | undefined): string {
  const found = chosenSet(folder, setsIn(folder), set);
  const name = found.files[part];
  if (name !== undefined) return join(folder, name);
  const there = Object.values(found.files).sort();
  const usual = usualName(part, found.prefix);
  throw new DatasetError(messages.partMissing(folder, part, usual, there), folder);
}

function setsIn(folder: string): readonly IdxSet[] {
  const sets = new Map<string, Partial<Record<Part, string>>>();
  for (const name of namesIn(folder)) {
    const [match, prefix = '', train, images] = FILE_NAME.exec(name) ?? [];
    if (match === undefined) continue;
    const files = sets.get(prefix) ?? {};
    sets.set(prefix, files);
    // Of a plain file and its gzipped copy the first one by name: the plain one.
    files[
      `${train === undefined ? 'test' : 'train'}-${images === undefined ? 'labels' : 'images'}`
    ] ??= name;
  }
  return [...sets].map(([prefix, files]) => ({ prefix, files }));
}

function chosenSet(folder: string, sets: readonly IdxSet[], wanted: string | undefined): IdxSet {
  const names = sets.filter(({ prefix }) => prefix !== '').map(({ prefix }) => setName(prefix));
  if (wanted !== undefined) {
    const asked = sets.find(
      ({ prefix }) => prefix !== '' && (prefix === wanted || setName(prefix) === wanted),
    );
    if (asked !== undefined) return asked;
    if (sets.length > 0) {
      throw new DatasetError(messages.noSuchSet(folder, wanted, names), folder, 'set');
    }
  }
  const usual = sets.find(({ prefix }) => prefix === '');
  if (usual !== undefined) return usual;
  const whole = sets.filter(({ files }) => PARTS.every((part) => files[part] !== undefined));
  const [only] = whole.length === 1 ? whole : sets.length === 1 ? sets : [];
  if (only !== undefined) return only;
  if (sets.length > 0) {
    throw new DatasetError(messages.severalSets(folder, names), folder, 'set');
  }
  throw new DatasetError(noIdxFiles(folder), folder, 'path');
}

/** Names of the folder's files, sorted. */
function namesIn(folder: string): readonly string[] {
  try {
    if (statSync(folder).isDirectory()) return readdirSync(folder).sort();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new DatasetError(files.noFolder(folder), folder);
    throw new DatasetError(files.notReadable(folder, message), folder);
  }
  const isIdx = FILE_NAME.test(basename(folder));
  const message = isIdx
    ? messages.idxFileItself(folder, dirname(folder))
    : messages.fileForFolder(folder, fileKind(folder));
  throw new DatasetError(message, folder, 'path');
}

/** Says what lies in a folder without IDX files, and where in it such files are. */
function noIdxFiles(folder: string): string {
  const within = foldersWithin(folder).find((inner) =>
    readdirSync(inner).some((name) => FILE_NAME.test(name)),
  );
  return within === undefined
    ? messages.noIdxFiles(folder, summarizeFolder(folder))
    : messages.idxFilesWithin(folder, within);
}

function setName(prefix: string): string {
  return prefix.startsWith(EMNIST) ? prefix.slice(EMNIST.length) : prefix;
}

function usualName(part: Part, prefix: string): string {
  const ending = part.endsWith('images') ? 'images-idx3-ubyte' : 'labels-idx1-ubyte';
  if (part.startsWith('train')) return `${prefix === '' ? '' : `${prefix}-`}train-${ending}`;
  return prefix === '' ? `t10k-${ending}` : `${prefix}-test-${ending}`;
}

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
