import { kMaxLength } from 'node:buffer';
import { constants, gunzipSync } from 'node:zlib';
import { gzipDamaged } from '../messages.js';
import {
  headerCut,
  longerThanHeader,
  noIdxFile,
  otherLength,
  otherRank,
  otherType,
  tooLarge,
} from './messages.js';
import { DatasetError } from '../error.js';
import { kindOfBytes } from './file-kind.js';

/** A parsed IDX file of unsigned bytes; `data` is a view, not a copy. */
export interface IdxFile {
  /** Slowest dimension first: [60000, 28, 28] or [60000]. */
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;

/** Of a gzip stream, in which a file's name may stand before the data. */
const HEAD_BYTES = 4096;

/** What an IDX file holds in all, by its header; undefined where the bytes begin with none. */
export function impliedLength(
  head: Uint8Array,
): { readonly bytes: number; readonly shape: readonly number[] } | undefined {
  const [zero, nought, type, dimensions = 0] = head;
  const start = 4 + 4 * dimensions;
  if (zero !== 0 || nought !== 0 || type !== UNSIGNED_BYTE || head.length < start) return undefined;
  const header = new DataView(head.buffer, head.byteOffset, start);
  const shape = Array.from({ length: dimensions }, (_, axis) => header.getUint32(4 + 4 * axis));
  return { bytes: start + shape.reduce((product, size) => product * size, 1), shape };
}

/**
 * Undoes gzip where the bytes begin with its magic number; other bytes are returned as they are.
 * No more is unpacked than the header promises: a small stream may hold gigabytes.
 *
 * @throws DatasetError for a damaged stream, or one that holds more.
 */
export function inflate(bytes: Uint8Array, path: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    // Of a stream that is no IDX file the beginning tells what it is.
    const head = gunzipSync(bytes.subarray(0, HEAD_BYTES), { finishFlush: constants.Z_SYNC_FLUSH });
    const implied = impliedLength(head);
    if (implied === undefined) return head;
    const { shape } = implied;
    if (implied.bytes > kMaxLength) throw new DatasetError(tooLarge(path, shape), path);
    try {
      return gunzipSync(bytes, { maxOutputLength: implied.bytes });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') throw error;
      throw new DatasetError(longerThanHeader(path, shape), path);
    }
  } catch (error) {
    if (error instanceof DatasetError) throw error;
    throw new DatasetError(gzipDamaged(path, (error as Error).message), path);
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
  const fail = (message: string): never => {
    throw new DatasetError(message, path);
  };
  const [zero, nought, type = 0, dimensions = 0] = bytes;
  if (bytes.length < 4 || zero !== 0 || nought !== 0) {
    fail(noIdxFile(path, rank, kindOfBytes(bytes)));
  }
  if (type !== UNSIGNED_BYTE) fail(otherType(path, rank, type));
  const start = 4 + 4 * dimensions;
  if (bytes.length < start) fail(headerCut(path, rank));
  const header = new DataView(bytes.buffer, bytes.byteOffset, start);
  const shape = Array.from({ length: dimensions }, (_, axis) => header.getUint32(4 + 4 * axis));
  if (dimensions !== rank) fail(otherRank(path, rank, shape));
  const length = shape.reduce((product, size) => product * size, 1);
  if (bytes.length !== start + length) fail(otherLength(path, shape, bytes.length - start));
  return { shape, data: bytes.subarray(start) };
}
