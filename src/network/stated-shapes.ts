import type { Layer, TensorRef } from './network.js';
import { type PartialShape, type Shape, TopologyError } from '../layers/shape.js';
import { problem } from '../text/problem.js';
import { shapeText } from '../text/values.js';
import { inLayer } from '../layers/messages.js';

/** What a file says of the shapes in a network; of one sample, null where it leaves a size open. */
export interface StatedShapes {
  /** What it says of a tensor, beside a call that reads it. */
  readonly tensors: readonly { readonly tensor: TensorRef; readonly shape: PartialShape }[];
  /** What it says of the inputs that a layer was built on. */
  readonly built: readonly BuiltOn[];
}

export interface BuiltOn {
  readonly layer: number;
  readonly inputs: readonly PartialShape[];
  /** Which Sequential model the layer is called in; null where tensors are stated at its call. */
  readonly chain: number | null;
}

export const NOTHING_STATED: StatedShapes = { tensors: [], built: [] };

/** What the checks need from the shape computation. */
export interface Computed {
  readonly layers: readonly Layer[];
  readonly shapeOf: (tensor: TensorRef) => Shape;
  /** Whether the layer would have other weights on those inputs, or could not take them. */
  readonly otherWeights: (layer: Layer, inputs: readonly Shape[]) => boolean;
}

/**
 * Holds shapes to what the file says of them: a difference is a TopologyError that names the layer,
 * for one of the two is wrong, and a count would be a guess.
 *
 * A tensor's shape holds for its call. What a layer was built on may be a call in another model, of
 * other sizes: it must fit the weights. Where nothing else is stated, in a Sequential model, it must
 * be the input itself, unless the model's first layer with weights shows that they were made
 * elsewhere. Of a layer that is called several times it says nothing.
 */
export function assertAsStated({ tensors, built }: StatedShapes, computed: Computed): void {
  const { layers } = computed;
  for (const { tensor, shape } of tensors) {
    const ours = computed.shapeOf(tensor);
    if (agrees(shape, ours)) continue;
    const maker = 'input' in tensor ? undefined : layers[tensor.layer];
    const input = 'input' in tensor ? tensor.input + 1 : 1;
    throw new TopologyError(otherOutput(maker ?? { input }, ours, shape));
  }
  const calledAgain = new Set(layers.map(({ shares }) => shares));
  const begun = new Set<number>();
  const madeElsewhere = new Set<number>();
  for (const { layer: index, inputs, chain } of built) {
    const layer = layers[index];
    if (layer === undefined || layer.shares !== null || calledAgain.has(index)) continue;
    if (layer.inputShapes.length !== inputs.length) continue;
    const first = chain !== null && !begun.has(chain);
    if (chain !== null) begun.add(chain);
    const wrong = inputs.findIndex((shape, at) => !agrees(shape, layer.inputShapes[at] ?? []));
    const stated = inputs[wrong];
    if (stated === undefined) continue;
    const ours = layer.inputShapes[wrong] ?? [];
    const fits = !computed.otherWeights(
      layer,
      inputs.map((shape, at) => filled(shape, layer, at)),
    );
    if (fits && first && layer.params > 0n) madeElsewhere.add(chain);
    if (fits && (chain === null || madeElsewhere.has(chain))) continue;
    throw new TopologyError(otherInput(layer, ours, stated));
  }
}

/** Sizes are compared where the file states them. */
function agrees(stated: PartialShape, ours: Shape): boolean {
  return (
    stated.length === ours.length &&
    stated.every((size, dimension) => size === null || size === ours[dimension])
  );
}

/** Open sizes as they are here, from the last on. */
function filled(stated: PartialShape, layer: Layer, input: number): Shape {
  const ours = layer.inputShapes[input] ?? [];
  return stated.map((size, index) => size ?? ours.at(index - stated.length) ?? 1);
}

const ADVICE = 'one of the two is wrong, so nothing is counted; please report this with the file';

/** Of a tensor: the layer that makes it, or the input, counted from 1. */
export function otherOutput(
  maker: { readonly name: string; readonly class: string } | { readonly input: number },
  got: PartialShape,
  stated: PartialShape,
): string {
  const text = problem({
    what: 'its output shape differs from the one in the file',
    got: shapeText([null, ...got]),
    expected: shapeText([null, ...stated]),
    advice: ADVICE,
  });
  return 'input' in maker
    ? `input ${maker.input}: ${text}`
    : inLayer({ layer: maker.name, class: maker.class }, text);
}

export function otherInput(
  { name, class: className }: { readonly name: string; readonly class: string },
  got: PartialShape,
  stated: PartialShape,
): string {
  return inLayer(
    { layer: name, class: className },
    problem({
      what: 'its input shape differs from the one that, by the file, it was built on',
      got: shapeText([null, ...got]),
      expected: shapeText([null, ...stated]),
      advice: ADVICE,
    }),
  );
}
