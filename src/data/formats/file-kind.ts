import { closeSync, openSync, readSync, statSync } from 'node:fs';

/** Kinds of files that people have images in, besides IDX. */
export const FILE_KINDS = [
  'picture',
  'csv',
  'npz',
  'npy',
  'parquet',
  'hdf5',
  'mat',
  'pickle',
  'arrow',
  'tfrecord',
  'zip',
  'tar',
  'html',
  'text',
] as const;
export type FileKind = (typeof FILE_KINDS)[number];

const BY_NAME: readonly (readonly [RegExp, FileKind])[] = [
  [/\.(png|jpe?g|bmp|gif|tiff?|webp|pgm|ppm)$/i, 'picture'],
  [/\.[ct]sv(\.gz)?$/i, 'csv'],
  [/\.npz$/i, 'npz'],
  [/\.npy$/i, 'npy'],
  [/\.parquet$/i, 'parquet'],
  [/\.(h5|hdf5)$/i, 'hdf5'],
  [/\.mat$/i, 'mat'],
  [/\.(pkl|pickle|pt|pth)(\.gz)?$/i, 'pickle'],
  [/\.(arrow|feather)$/i, 'arrow'],
  [/\.tfrecords?(-\d+-of-\d+)?$/i, 'tfrecord'],
  [/\.(tar(\.\w+)?|tgz)$/i, 'tar'],
  [/\.(zip|7z|rar)$/i, 'zip'],
  [/\.html?$/i, 'html'],
];

/** What files of a kind begin with, in Latin-1. */
const BY_BYTES: readonly (readonly [RegExp, FileKind])[] = [
  [/^(\x89PNG|\xff\xd8\xff|GIF8|BM|RIFF|II\*\0|MM\0\*)/, 'picture'],
  [/^\x93NUMPY/, 'npy'],
  [/^PAR1/, 'parquet'],
  [/^\x89HDF/, 'hdf5'],
  [/^MATLAB/, 'mat'],
  [/^ARROW1/, 'arrow'],
  [/^PK\x03\x04/, 'zip'],
  [/^\x80[\x02-\x05]/, 'pickle'],
  [/^\s*<(!doctype|html|\?xml)/i, 'html'],
  [/^[\t\n\r\x20-\x7e]{4,}$/, 'text'],
];

/** By its name, or by what it begins with; null where neither tells. */
export function fileKind(path: string): FileKind | null {
  return kindByName(path) ?? kindOfBytes(firstBytes(path));
}

export function kindByName(path: string): FileKind | null {
  return BY_NAME.find(([pattern]) => pattern.test(path))?.[1] ?? null;
}

export function kindOfBytes(bytes: Uint8Array): FileKind | null {
  const start = Buffer.from(bytes.subarray(0, 64)).toString('latin1');
  return BY_BYTES.find(([pattern]) => pattern.test(start))?.[1] ?? null;
}

/** Up to 64 bytes with which a file begins; none where it is no regular file that can be read. */
export function firstBytes(path: string): Uint8Array {
  const bytes = new Uint8Array(64);
  try {
    // Whoever opens a pipe waits for its writer.
    if (!statSync(path).isFile()) return bytes.subarray(0, 0);
    const file = openSync(path, 'r');
    try {
      return bytes.subarray(0, readSync(file, bytes));
    } finally {
      closeSync(file);
    }
  } catch {
    // What cannot be read is of no kind.
    return bytes.subarray(0, 0);
  }
}
