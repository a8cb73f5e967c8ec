import { orthogonal, uniform } from '../random/weights.js';

/** A weight before the first step, row-major. */
export interface InitialWeight {
  /** As Keras and TensorFlow.js call it within its layer: `kernel`. */
  readonly name: string;
  /** Whether the optimizer changes it; else a step of training does, by what it sees. */
  readonly trained: boolean;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Draws a layer's weights; `weight` tells those of one layer apart. */
export interface Draws {
  /** Glorot-uniform: [...field, inputs, units]. */
  readonly glorot: (weight: number, shape: readonly number[], name?: string) => InitialWeight;
  /** A matrix [rows, columns]. */
  readonly orthogonal: (
    weight: number,
    shape: readonly [number, number],
    name: string,
  ) => InitialWeight;
  /** In (-limit, limit). */
  readonly uniform: (
    weight: number,
    shape: readonly number[],
    limit: number,
    name: string,
  ) => InitialWeight;
}

/** @param number by which the layer draws (`layerNumbers`). */
export function drawsOf(seed: number, number: number): Draws {
  const draw: Draws['uniform'] = (weight, shape, limit, name) => ({
    name,
    trained: true,
    shape,
    values: uniform(seed, number, weight, volume(shape), limit),
  });
  return {
    glorot: (weight, shape, name = 'kernel') => {
      const [inputs = 1, units = 1] = shape.slice(-2);
      const field = volume(shape.slice(0, -2));
      return draw(weight, shape, Math.sqrt(6 / (field * (inputs + units))), name);
    },
    orthogonal: (weight, [rows, columns], name) => ({
      name,
      trained: true,
      shape: [rows, columns],
      values: orthogonal(seed, number, weight, rows, columns),
    }),
    uniform: draw,
  };
}

const NOTHING = new Float32Array();

/** Gives shapes and names alone. */
export const NO_DRAWS: Draws = {
  glorot: (_weight, shape, name = 'kernel') => undrawn(name, shape),
  orthogonal: (_weight, shape, name) => undrawn(name, shape),
  uniform: (_weight, shape, _limit, name) => undrawn(name, shape),
};

function undrawn(name: string, shape: readonly number[]): InitialWeight {
  return { name, trained: true, shape, values: NOTHING };
}

/** Of a layer that has none. */
export const noWeights = (): readonly InitialWeight[] => [];

/** Zeros, where the layer has a bias. */
export function biases(use: boolean, units: number): readonly InitialWeight[] {
  return use ? [filled('bias', [units], 0)] : [];
}

export function filled(name: string, shape: readonly number[], value: number): InitialWeight {
  return { name, trained: true, shape, values: new Float32Array(volume(shape)).fill(value) };
}

function volume(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
