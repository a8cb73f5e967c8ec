/** Sizes of one sample's dimensions, without the batch; `[28, 28]`, `[100]`. */
export type Shape = readonly number[];

/** Elements of one sample; 1 for the scalar shape `[]`. */
export function elements(shape: Shape): bigint {
  return shape.reduce((product, size) => product * BigInt(size), 1n);
}

export function shapeText(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}
