import { orthogonal, uniform } from '../random/weights.js';

/** A weight before the first step, row-major. */
export interface InitialWeight {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Draws a layer's weights; `weight` tells those of one layer apart. */
export interface Draws {
  /** Glorot-uniform: [...field, inputs, units]. */
  readonly glorot: (weight: number, shape: readonly number[]) => InitialWeight;
  /** A matrix [rows, columns]. */
  readonly orthogonal: (weight: number, shape: readonly [number, number]) => InitialWeight;
  /** In (-limit, limit). */
  readonly uniform: (weight: number, shape: readonly number[], limit: number) => InitialWeight;
}

/** @param number by which the layer draws (`layerNumbers`). */
export function drawsOf(seed: number, number: number): Draws {
  const draw = (weight: number, shape: readonly number[], limit: number): InitialWeight => ({
    shape,
    values: uniform(seed, number, weight, volume(shape), limit),
  });
  return {
    glorot: (weight, shape) => {
      const [inputs = 1, units = 1] = shape.slice(-2);
      const field = volume(shape.slice(0, -2));
      return draw(weight, shape, Math.sqrt(6 / (field * (inputs + units))));
    },
    orthogonal: (weight, [rows, columns]) => ({
      shape: [rows, columns],
      values: orthogonal(seed, number, weight, rows, columns),
    }),
    uniform: draw,
  };
}

/** Of a layer that has none. */
export const noWeights = (): readonly InitialWeight[] => [];

/** Zeros, where the layer has a bias. */
export function biases(use: boolean, units: number): readonly InitialWeight[] {
  return use ? [filled([units], 0)] : [];
}

export function filled(shape: readonly number[], value: number): InitialWeight {
  return { shape, values: new Float32Array(volume(shape)).fill(value) };
}

function volume(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
