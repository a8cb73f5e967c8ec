// Constructors of the operations that this project uses, each checked for types and shapes. Names of
// operations, attributes and outputs are those of TensorFlow's op registry.
export * from './ops/arrays.js';
export * from './ops/elementwise.js';
export * from './ops/lists.js';
export * from './ops/products.js';
export * from './ops/random.js';
export * from './ops/reductions.js';
export * from './ops/sources.js';
export * from './ops/variables.js';
