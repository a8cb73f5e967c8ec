import { gunzipSync } from 'node:zlib';
import { DatasetError } from './error.js';

/** A parsed IDX file of unsigned bytes; `data` is a view, not a copy. */
export interface IdxFile {
  /** Slowest dimension first: [60000, 28, 28] or [60000]. */
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;

/** Undoes gzip where the bytes begin with its magic number; other bytes are returned as they are. */
export function inflate(bytes: Uint8Array, path: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw new DatasetError(
      `${path}: the gzip data is damaged (${(error as Error).message}); fetch the file again`,
      path,
    );
  }
}

/**
 * Parses an IDX file (http://yann.lecun.com/exdb/mnist): two zero bytes, a type, the number of
 * dimensions, the sizes as big-endian 32-bit integers, the values.
 *
 * @param rank the number of dimensions wanted: 3 for images, 1 for labels.
 * @throws DatasetError when the header or the length is wrong.
 */
export function parseIdx(bytes: Uint8Array, rank: number, path: string): IdxFile {
  const fail = (what: string): never => {
    throw new DatasetError(
      `${path}: ${what}; expected an IDX file of unsigned bytes with ${rank} ` +
        `${rank === 1 ? 'dimension (labels)' : 'dimensions (images)'}`,
      path,
    );
  };
  if (bytes.length < 4 || bytes[0] !== 0 || bytes[1] !== 0) fail('not an IDX file');
  if (bytes[2] !== UNSIGNED_BYTE) fail(`type 0x${(bytes[2] ?? 0).toString(16).padStart(2, '0')}`);
  if (bytes[3] !== rank) fail(`${bytes[3]} dimensions`);
  const start = 4 + 4 * rank;
  if (bytes.length < start) fail('the header is cut off');
  const header = new DataView(bytes.buffer, bytes.byteOffset, start);
  const shape = Array.from({ length: rank }, (_, axis) => header.getUint32(4 + 4 * axis));
  const length = shape.reduce((product, size) => product * size, 1);
  if (bytes.length !== start + length) {
    fail(
      `the header [${shape.join(', ')}] promises ${length} bytes, found ${bytes.length - start}`,
    );
  }
  return { shape, data: bytes.subarray(start) };
}
