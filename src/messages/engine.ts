import { problem } from './problem.js';

/** A layer that the engine cannot train. */
export function kernelMissing(layer: string, kernel: string, network: string): string {
  return problem({
    what: `the layer ${layer} of ${network} cannot be trained on wasm: TensorFlow.js 4.22 has no kernel ${kernel} there`,
    got: 'wasm',
    expected: 'the native engine',
    advice:
      'get it with sweep setup (Linux x86-64; sweep doctor says what is here), or leave such layers out',
  });
}
