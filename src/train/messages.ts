import { problem } from '../text/problem.js';

// Why a trial has diverged, as the database keeps it.

export function lossIn(epoch: number, loss: number): string {
  return `the loss became ${loss} in epoch ${epoch}`;
}

/** @param batch counted from 1, the one by which it was seen. */
export function lossAtBatch(epoch: number, batch: number, loss: number): string {
  return `the loss became ${loss} in epoch ${epoch}, seen at batch ${batch}`;
}

/** @param batch counted from 1, the one by which it was seen. */
export function weightAtBatch(epoch: number, batch: number): string {
  return `a weight became NaN or infinite in epoch ${epoch}, seen at batch ${batch}`;
}

export function validationLossAfter(epoch: number, loss: number): string {
  return `the validation loss became ${loss} after epoch ${epoch}`;
}

export function testLossAfter(epochs: number, loss: number): string {
  return `the test loss became ${loss} after epoch ${epochs}`;
}

// Why no program trains a network; plans give it to the layers trainer.

export function hasOtherLayer(className: string): string {
  return `it has a ${className} layer`;
}

export function hasSeveralInputs(): string {
  return 'it has several inputs';
}

/** @param setting of a layer: `groups above 1`. */
export function hasSetting(layer: string, setting: string): string {
  return `its layer ${layer} has ${setting}`;
}

/** @param layer an embedding. */
export function embedsOther(layer: string): string {
  return `its layer ${layer} embeds something else than pixels of 256 values`;
}

export function hasNoSoftmax(): string {
  return 'it has no softmax output';
}

/** Of the layers trainer. */
export function endsWithoutSoftmax(): string {
  return 'the layers trainer trains networks that end in a dense softmax layer';
}

/** Of the layers trainer. */
export function layerNotTrained(layer: string, className: string): string {
  return `the layers trainer has no ${className} layer (${layer})`;
}

/** Of the layers trainer, which has the engine's own kernels alone. */
export function kernelMissing(kernel: string, backend: string): string {
  return problem({
    what: `TensorFlow.js on ${backend} cannot train this network layer by layer: it lacks ${kernel}`,
    advice: 'leave out --compile off, or install the native engine: sweep setup',
  });
}
