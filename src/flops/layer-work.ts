import { ExplainedError } from '../text/problem.js';
import { uncountedLayer } from './messages.js';
import { isLayerClass, rowOf } from '../layers/classes.js';
import type { InnerLayer } from '../layers/layer-class.js';
import type { Shape } from '../layers/shape.js';
import { type LayerWork, ofAll, work } from '../layers/work.js';
import { INNER_NETWORK, innerNetwork, type Layer, type Network } from '../network/network.js';
import { type Backward, backwardOf, inputsThatNeedGradients } from './gradients.js';
import { type Operations, sum, times } from '../layers/operations.js';

/** What the layer computes on one sample; a class without a handler is an error, never 0. */
export function workOf(layer: Layer): LayerWork {
  if (!isLayerClass(layer.class)) throw new UncountedLayerError(layer);
  return rowOf(layer).work(layer, workOfInner);
}

function workOfInner(inner: InnerLayer, inputs: readonly Shape[]): LayerWork {
  const network = innerNetwork(inner, inputs);
  const [only] = network.layers;
  return only !== undefined && inner.class !== INNER_NETWORK
    ? workOf(only)
    : innerWork(network, workOf);
}

/** A layer whose FLOPs nobody has written down. */
export class UncountedLayerError extends ExplainedError {
  override readonly name = 'UncountedLayerError';
  readonly blame = 'input';

  constructor(layer: { readonly name: string; readonly class: string }) {
    super(uncountedLayer(layer.name, layer.class));
  }
}

/**
 * A whole network as one layer's work: what its weights need is in its own gradients, and what only
 * its input needs in the input's.
 */
export function innerWork(network: Network, workOf: (layer: Layer) => LayerWork): LayerWork {
  const works = network.layers.map(workOf);
  const all = (part: (layer: LayerWork) => Operations) => sum(...works.map(part));
  const gradients = (executed: boolean) => {
    const [own, withInput] = [false, true].map((ofInput) => {
      const needed = inputsThatNeedGradients(network, ofInput);
      const layers = network.layers.map((layer, index) =>
        backwardOf(layer, works[index] ?? work({}), needed[index] ?? [], executed),
      );
      return {
        weights: sum(...layers.map(({ weights }) => weights)),
        inputs: sum(...layers.map(({ inputs }) => inputs)),
      };
    }) as [Backward, Backward];
    return { own, ofInput: less(sum(withInput.weights, withInput.inputs), both(own)) };
  };
  const needed = gradients(false);
  const executed = gradients(true);
  return work({
    forward: all((layer) => layer.forward),
    training: all((layer) => layer.training),
    once: all((layer) => layer.once),
    weightGradient: needed.own.weights,
    innerGradients: ofAll(needed.own.inputs),
    inputGradients: [needed.ofInput],
    executed: {
      bothGradients: false,
      forward: all((layer) => layer.executed.forward ?? layer.forward),
      innerGradients: ofAll(less(both(executed.own), needed.own.weights)),
      inputGradients: [executed.ofInput],
    },
  });
}

function both({ weights, inputs }: Backward): Operations {
  return sum(weights, inputs);
}

function less(whole: Operations, part: Operations): Operations {
  return sum(whole, times(part, -1n));
}
