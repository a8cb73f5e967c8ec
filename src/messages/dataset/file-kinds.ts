/** Kinds of files that people have images in, besides IDX, as they are called. */
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
