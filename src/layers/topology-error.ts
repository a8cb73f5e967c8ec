/** A network that cannot be read or built: what is wrong, in which layer, and what was expected. */
export class TopologyError extends Error {
  override readonly name = 'TopologyError';
}
