import type { Layer, Network } from '../model/network.js';
import { backwardOf, inputsThatNeedGradients, type Backward } from './gradients.js';
import { sum, times, type Operations } from '../layers/operations.js';
import { ofAll, work, type LayerWork } from '../layers/work.js';

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
