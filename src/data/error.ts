import { ExplainedError } from '../text/problem.js';

/**
 * Files of a dataset are missing or are not what they should be; `path` is the folder or file.
 * Where another value of a spec's `dataset` is the remedy, `key` says of which key.
 */
export class DatasetError extends ExplainedError {
  override readonly name = 'DatasetError';
  readonly blame = 'environment';

  constructor(
    message: string,
    readonly path: string,
    readonly key?: 'path' | 'set',
  ) {
    super(message);
  }
}
