import type { Network } from './network.js';

/** Every parameter, also those that training does not change. */
export function countParameters(network: Network): bigint {
  return network.layers.reduce((sum, layer) => sum + layer.params, 0n);
}

/** Those that the optimizer updates. */
export function countTrainableParameters(network: Network): bigint {
  return network.layers.reduce((sum, layer) => sum + layer.trainableParams, 0n);
}
