/** Sizes as they read, unknown ones as Keras writes them: `[None, 3]`. */
export function shapeText(shape: readonly (number | null)[]): string {
  return `[${shape.map((size) => size ?? 'None').join(', ')}]`;
}
