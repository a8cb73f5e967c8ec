import { problem } from '../problem.js';
import { shapeText } from '../shape-text.js';
import { contentText } from './file-kinds.js';

// What is in a file in the place of images or labels.

const AGAIN = 'fetch the file again, or name another folder';

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
    'its values are no unsigned bytes',
    `type ${code}`,
    `write them as bytes (type 0x08)${rank === 3 ? ', 0 to 255' : ''}`,
  );
}

/** @param shape the sizes in its header. */
export function otherRank(path: string, rank: number, shape: readonly number[]): string {
  const another = 'it has another number of dimensions';
  const count = String(shape.length);
  if (rank === 1) return notIdx(path, rank, another, count, 'write one number for each image');
  if (shape.length !== 4) {
    return notIdx(path, rank, another, count, 'write [count, height, width]');
  }
  const sizes = `4 dimensions, ${shapeText(shape)}`;
  return shape[1] === 1 || shape[3] === 1
    ? notIdx(path, rank, 'a dimension of 1 too many', sizes, 'write [count, height, width]')
    : notIdx(path, rank, 'colour images are not read yet', sizes, 'convert them to grey');
}

export function headerCut(path: string, rank: number): string {
  return notIdx(path, rank, 'the header is cut off');
}

export function otherLength(path: string, shape: readonly number[], got: number): string {
  const bytes = shape.reduce((product, size) => product * size, 1);
  return notIdx(
    path,
    shape.length,
    `the header ${shapeText(shape)} promises ${bytes} bytes`,
    `${got} bytes`,
  );
}

/** Of a gzip stream, which is not unpacked beyond what its header says. */
export function longerThanHeader(path: string, shape: readonly number[]): string {
  const bytes = shape.reduce((product, size) => product * size, 1);
  return notIdx(
    path,
    shape.length,
    `the header ${shapeText(shape)} promises ${bytes} bytes`,
    'more than that',
  );
}

export function tooLarge(path: string, shape: readonly number[]): string {
  return notIdx(path, shape.length, 'it is too large to be read', shapeText(shape));
}
