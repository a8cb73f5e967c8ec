/** Files of a dataset are missing or are not what they should be; `path` is the folder or file. */
export class DatasetError extends Error {
  override readonly name = 'DatasetError';

  constructor(
    message: string,
    readonly path: string,
  ) {
    super(message);
  }
}
