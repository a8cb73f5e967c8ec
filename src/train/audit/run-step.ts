import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import * as tfl from '@tensorflow/tfjs-layers';
import { executedProducts, type KernelTotals } from './executed.js';

/** What TensorFlow.js ran, on one batch. */
export interface ExecutedStep {
  readonly inference: KernelTotals;
  /** Forward, backward and the optimizer's step. */
  readonly training: KernelTotals;
  /** Parameters of the model as it was built. */
  readonly params: number;
}

/**
 * Builds the model in TensorFlow.js on its backend in plain JavaScript, which has every kernel, and
 * runs one inference and one training step on zeros.
 */
export async function runStep(topology: object, batch: number): Promise<ExecutedStep> {
  await tf.setBackend('cpu');
  const model = await tfl.loadLayersModel(
    tf.io.fromMemory({ modelTopology: topology as Record<string, unknown> }),
  );
  try {
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const inputs = model.inputs.map((input) => tf.zeros(withBatch(input.shape, batch)));
    const targets = model.outputs.map((output) => tf.zeros(withBatch(output.shape, batch)));
    const inference = await executedProducts(async () => {
      tf.dispose(tf.tidy(() => model.predict(only(inputs), { batchSize: batch })));
      await Promise.resolve();
    });
    // TensorFlow.js refuses to train a model whose weights are all frozen: nothing would be run back.
    const training =
      model.trainableWeights.length === 0
        ? inference
        : await executedProducts(async () => {
            await model.trainOnBatch(only(inputs), only(targets));
          });
    tf.dispose([inputs, targets]);
    return { inference, training, params: model.countParams() };
  } finally {
    model.dispose();
  }
}

function withBatch(shape: readonly (number | null)[], batch: number): number[] {
  return [batch, ...shape.slice(1).map((size) => size ?? 1)];
}

/** TensorFlow.js takes one tensor, or a list of several. */
function only(tensors: tf.Tensor[]): tf.Tensor | tf.Tensor[] {
  const [first, ...others] = tensors;
  return first !== undefined && others.length === 0 ? first : tensors;
}
