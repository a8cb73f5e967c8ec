import { describe, expect, it, test } from 'vitest';
import {
  computed,
  DENSE_ACTIVATIONS,
  type DenseActivation,
} from '../../src/elementary/activations.js';
import { gradients } from '../../src/graph/gradients.js';
import * as op from '../../src/graph/ops.js';
import { Graph } from '../../src/graph/scope.js';
import { graphOperations } from '../../src/train/compiled/operations.js';
import { interpretGraph } from '../../src/train/interpreted/interpret-graph.js';
import { evaluate } from '../graph/float64.js';
import { RELU, smooth, TEXTBOOK } from '../train/float64-mlp.js';

/** An activation of so many numbers, and its gradient where those of the results are `SEED`. */
function graphOf(name: DenseActivation, count: number) {
  const graph = new Graph();
  const z = op.placeholder(graph, 'z', 'float32', [count]);
  const seed = op.constant(graph, 'float32', new Array<number>(count).fill(SEED), [count]);
  // Nothing is made by a function that gives back what it was given.
  const input = op.multiply(graph, z, op.constant(graph, 'float32', 1));
  const a = computed(name).forward(graphOperations(graph), input);
  const [gradient] = gradients(graph, [[a, seed]], [z]);
  if (gradient === undefined) throw new Error(`${name} does not depend on its input`);
  return { graph, z, a, gradient };
}
const SEED = 0.75;

/** Values and gradients at some points. */
type Both = (
  name: DenseActivation,
  points: readonly number[],
) => readonly [readonly number[], readonly number[]];

const inFloat64: Both = (name, points) => {
  const { graph, a, gradient } = graphOf(name, points.length);
  const fed = { z: { shape: [points.length], data: points } };
  const [values, slopes] = evaluate(graph, fed, [a.reference, gradient.reference]);
  return [values?.data ?? [], slopes?.data ?? []];
};

const onWasm: Both = (name, points) => {
  const { graph, z, a, gradient } = graphOf(name, points.length);
  const session = interpretGraph(graph, { f: { inputs: { z }, outputs: { a, gradient } } });
  const fed = { values: Float32Array.from(points), shape: [points.length] };
  const found = session.run('f', { z: fed });
  session.dispose();
  return [[...(found['a'] ?? [])], [...(found['gradient'] ?? [])]];
};

/** None is 0, where elu and selu have a corner: differences must not reach over it. */
const POINTS = [-30, -9, -3.5, -1.25, -0.5, -1e-3, 1e-3, 0.5, 1.25, 3.5, 9, 30];

describe.each([
  ['in float64', inFloat64, 1e-8],
  ['on wasm', onWasm, 2e-6],
] as const)('activations as nodes of a graph, %s', (_, both, tolerance) => {
  test.each(DENSE_ACTIVATIONS)('%s and its gradient are those of the textbook', (name) => {
    const textbook = name === 'relu' ? RELU : smooth(TEXTBOOK[name] as (z: number) => number);
    const [values, slopes] = both(name, POINTS);
    POINTS.forEach((z, index) => {
      const size = Math.max(1, Math.abs(z));
      expect(Math.abs((values[index] ?? NaN) - textbook.of(z)) / size).toBeLessThan(tolerance);
      expect(Math.abs((slopes[index] ?? NaN) - SEED * textbook.slope(z))).toBeLessThan(tolerance);
    });
  });

  // As Keras has it: relu's slope is 0 there; those of elu and selu come from below.
  it.each([
    ['relu', 0],
    ['elu', 1],
    ['selu', 1.0507009873554805 * 1.6732632423543772],
    ['linear', 1],
  ] as const)('%s has the slope %d at 0', (name, slope) => {
    const [[value], [found]] = both(name, [0]) as [[number], [number]];
    expect(value).toBe(0);
    expect(found).toBeCloseTo(SEED * slope, 6);
  });
});
