/** The native library cannot be staged here; wasm still works. */
export class StagingError extends Error {
  override readonly name = 'StagingError';
}
