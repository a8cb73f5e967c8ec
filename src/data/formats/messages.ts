import { problem } from '../../text/problem.js';
import { shapeText } from '../../text/values.js';

/** Other file formats for images, by their names. */
const KINDS = {
  picture: 'pictures',
  csv: 'CSV',
  npz: 'NumPy .npz',
  npy: 'NumPy .npy',
  parquet: 'Parquet',
  hdf5: 'HDF5',
  mat: 'MATLAB',
  pickle: 'pickle',
  arrow: 'Arrow',
  tfrecord: 'TFRecord',
  zip: 'a ZIP archive',
  tar: 'an archive',
  html: 'a web page',
  text: 'text',
} as const;

/** Of what is in a file. */
export function contentText(kind: keyof typeof KINDS | null): string {
  return kind === null ? 'other data' : KINDS[kind];
}

// What a folder holds instead of the four IDX files, or besides them.

type Kind = Parameters<typeof contentText>[0];

const FOUR_FILES =
  'four IDX files, plain or .gz: train-images-idx3-ubyte, train-labels-idx1-ubyte, ' +
  't10k-images-idx3-ubyte, t10k-labels-idx1-ubyte';

const WRITE_THEM = 'convert your data to IDX: "Your own data" in docs/spec.md has a recipe';

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
    what: `${folder}: the folder has several sets`,
    got: sets.join(', '),
    expected: 'the name of one',
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
          advice: 'delete set: the files have no prefix',
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
    what: `${folder}: no IDX files at the top level`,
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
      ? [`image folders (${listed(found.pictureFolders)})`]
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

// What a file holds instead of images or labels.

const AGAIN = 'download the file again, or use another folder';

/** @param rank 3 for images, 1 for labels. */
function notIdx(path: string, rank: number, what: string, got?: string, advice = AGAIN): string {
  return problem({
    what: `${path}: ${what}`,
    ...(got === undefined ? {} : { got }),
    expected: `an IDX file of unsigned bytes with ${rank} ${rank === 1 ? 'dimension (labels)' : 'dimensions (images)'}`,
    advice,
  });
}

/** @param kind what it seems to be instead; null where nothing tells. */
export function noIdxFile(
  path: string,
  rank: number,
  kind: Parameters<typeof contentText>[0],
): string {
  return notIdx(path, rank, 'not an IDX file', kind === null ? undefined : contentText(kind));
}

/** @param type the code in its header: 0x0d is float. */
export function otherType(path: string, rank: number, type: number): string {
  const code = `0x${type.toString(16).padStart(2, '0')}`;
  return notIdx(
    path,
    rank,
    'its values are not unsigned bytes',
    `type ${code}`,
    `write them as bytes (type 0x08)${rank === 3 ? ', 0 to 255' : ''}`,
  );
}

/** @param shape the sizes in its header. */
export function otherRank(path: string, rank: number, shape: readonly number[]): string {
  const another = 'wrong number of dimensions';
  const count = String(shape.length);
  if (rank === 1) return notIdx(path, rank, another, count, 'write one number per image');
  if (shape.length !== 4) {
    return notIdx(path, rank, another, count, 'write [count, height, width]');
  }
  const sizes = `4 dimensions, ${shapeText(shape)}`;
  return shape[1] === 1 || shape[3] === 1
    ? notIdx(path, rank, 'an extra dimension of size 1', sizes, 'write [count, height, width]')
    : notIdx(path, rank, 'colour images are not supported', sizes, 'convert them to greyscale');
}

export function headerCut(path: string, rank: number): string {
  return notIdx(path, rank, 'the header is truncated');
}

export function otherLength(path: string, shape: readonly number[], got: number): string {
  const bytes = shape.reduce((product, size) => product * size, 1);
  return notIdx(
    path,
    shape.length,
    `the header ${shapeText(shape)} implies ${bytes} bytes`,
    `${got} bytes`,
  );
}

/** Of a gzip stream, which is not unpacked beyond what its header says. */
export function longerThanHeader(path: string, shape: readonly number[]): string {
  const bytes = shape.reduce((product, size) => product * size, 1);
  return notIdx(
    path,
    shape.length,
    `the header ${shapeText(shape)} implies ${bytes} bytes`,
    'more',
  );
}

export function tooLarge(path: string, shape: readonly number[]): string {
  return notIdx(path, shape.length, 'too large to read', shapeText(shape));
}
