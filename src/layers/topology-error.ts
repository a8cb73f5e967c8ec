import { ExplainedError } from '../text/explained-error.js';

/** A network that cannot be read or built: what is wrong, in which layer, and what was expected. */
export class TopologyError extends ExplainedError {
  override readonly name = 'TopologyError';
  readonly blame = 'input';
}
