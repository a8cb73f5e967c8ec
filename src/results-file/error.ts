/** A file of results that cannot be read as one; the message says where and what to do. */
export class ResultsFileError extends Error {
  override readonly name = 'ResultsFileError';
}
