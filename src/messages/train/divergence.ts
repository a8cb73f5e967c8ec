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
