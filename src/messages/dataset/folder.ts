import { problem } from '../problem.js';
import { contentText } from './file-kinds.js';

// What a folder holds in the place of the four IDX files, or besides them.

type Kind = Parameters<typeof contentText>[0];

const FOUR_FILES =
  'four IDX files, plain or .gz: train-images-idx3-ubyte, train-labels-idx1-ubyte, ' +
  't10k-images-idx3-ubyte, t10k-labels-idx1-ubyte';

const WRITE_THEM = 'write them from your data: "Data of your own" in docs/spec.md has a recipe';

/** @param usual the name that the file mostly has; @param there the files of the set that are there. */
export function partMissing(
  folder: string,
  part: string,
  usual: string,
  there: readonly string[],
): string {
  return problem({
    what: `${folder}: no ${part} file`,
    got: listed(there),
    expected: `${usual} or ${usual}.gz among the folder's files`,
  });
}

export function severalSets(folder: string, sets: readonly string[]): string {
  return problem({
    what: `${folder}: it holds several sets`,
    got: sets.join(', '),
    expected: 'one of them by its name',
    advice: `add set: ${sets[0]}`,
  });
}

export function noSuchSet(folder: string, wanted: string, sets: readonly string[]): string {
  return problem({
    what: `${folder}: no set of that name`,
    got: wanted,
    ...(sets.length === 0
      ? {
          expected: `files like ${wanted}-train-images-idx3-ubyte`,
          advice: 'delete set: the folder has one set, without a name',
        }
      : { expected: sets.length === 1 ? String(sets[0]) : `one of ${sets.join(', ')}` }),
  });
}

/** The path is a file of some other kind. */
export function fileForFolder(path: string, kind: Kind): string {
  return problem({
    what: `${path}: a file, not a folder`,
    got: contentText(kind),
    expected: `a folder with ${FOUR_FILES}`,
    advice: WRITE_THEM,
  });
}

/** The path is one of the four files. */
export function idxFileItself(path: string, folder: string): string {
  return problem({
    what: `${path}: an IDX file, not its folder`,
    expected: `the folder with ${FOUR_FILES}`,
    advice: `write path: ${folder}`,
  });
}

/** The four files are in a folder of the folder. */
export function idxFilesWithin(folder: string, within: string): string {
  return problem({
    what: `${folder}: no IDX files right in it`,
    got: `IDX files in ${within}`,
    expected: FOUR_FILES,
    advice: `write path: ${within}`,
  });
}

export function noIdxFiles(
  folder: string,
  found: {
    readonly files: readonly { readonly kind: Kind; readonly names: readonly string[] }[];
    readonly pictureFolders: readonly string[];
    readonly folders: readonly string[];
  },
): string {
  const files = found.files.map(({ kind, names }) => `${contentText(kind)} (${listed(names)})`);
  const folders =
    found.pictureFolders.length > 0
      ? [`folders of pictures (${listed(found.pictureFolders)})`]
      : found.folders.length > 0
        ? [`folders (${listed(found.folders)})`]
        : [];
  const all = [...folders, ...files];
  return problem({
    what: `${folder}: no IDX files`,
    got: all.length === 0 ? 'an empty folder' : all.join(', '),
    expected: FOUR_FILES,
    advice: WRITE_THEM,
  });
}

const MOST_NAMES = 3;

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  const said = names.slice(0, MOST_NAMES).join(', ');
  return more > 0 ? `${said} and ${more} more` : said;
}
