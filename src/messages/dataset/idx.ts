import { problem } from '../problem.js';
import { shapeText } from '../shape-text.js';

// What is in a file in the place of images or labels.

/** @param rank 3 for images, 1 for labels. */
function notIdx(path: string, rank: number, what: string, got?: string): string {
  return problem({
    what: `${path}: ${what}`,
    ...(got === undefined ? {} : { got }),
    expected: `an IDX file of unsigned bytes with ${rank} ${rank === 1 ? 'dimension (labels)' : 'dimensions (images)'}`,
    advice: 'fetch the file again, or name another folder',
  });
}

export function noIdxFile(path: string, rank: number): string {
  return notIdx(path, rank, 'not an IDX file');
}

/** @param type the code in its header: 0x0d is float. */
export function otherType(path: string, rank: number, type: number): string {
  const code = `0x${type.toString(16).padStart(2, '0')}`;
  return notIdx(path, rank, 'its values are no unsigned bytes', `type ${code}`);
}

export function otherRank(path: string, rank: number, got: number): string {
  return notIdx(path, rank, 'it has another number of dimensions', String(got));
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
