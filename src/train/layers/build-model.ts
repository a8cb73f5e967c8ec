import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { inputsOf } from '../../model/layers/dense.js';
import type { Layer, Network } from '../../model/network.js';
import { glorotUniform } from '../random/glorot-uniform.js';
import { layerNumbers } from '../random/layer-numbers.js';
import { crossEntropy } from './cross-entropy.js';
import { MaskedDropout } from './masked-dropout.js';
import { OPTIMIZER_FACTORIES } from './optimizers.js';
import type { JobTrial } from '../contract.js';

type TfjsLayer = Parameters<tfl.Sequential['add']>[0];

/**
 * The trial's network as a compiled tfjs model, with initial weights drawn from its seed by our
 * own generator: TensorFlow.js's would differ between engines. The softmax at its end is part of the
 * loss: outputs are logits.
 *
 * @throws an Error for a network that does not end in a softmax.
 */
export function buildModel(trial: JobTrial): tfl.Sequential {
  const { network, optimizer, seed } = trial;
  const model = tfl.sequential();
  const numbers = layerNumbers(network);
  withoutSoftmax(network.layers).forEach((layer, index) => {
    const inputShape = index === 0 ? [...(network.inputShapes[0] ?? [])] : undefined;
    const number = numbers[index] ?? 0;
    model.add(
      layer.class === 'Dropout' && layer.config.rate > 0
        ? new MaskedDropout({
            seed,
            number,
            rate: layer.config.rate,
            units: inputsOf(layer.inputShape),
          })
        : tfjsLayer(layer, inputShape),
    );
  });
  setInitialWeights(model, network, seed);
  const rates = { learningRate: trial.learning_rate, weightDecay: trial.weight_decay };
  model.compile({
    optimizer: OPTIMIZER_FACTORIES[optimizer](rates),
    loss: crossEntropy,
    metrics: ['accuracy'],
  });
  return model;
}

function withoutSoftmax(layers: readonly Layer[]): readonly Layer[] {
  const last = layers.at(-1);
  if (last?.class !== 'Dense' || last.config.activation !== 'softmax') {
    throw new Error('the layers trainer trains networks that end in a dense softmax layer');
  }
  return [...layers.slice(0, -1), { ...last, config: { ...last.config, activation: 'linear' } }];
}

/** The model's dropouts, which the trainer begins and ends for each step. */
export function dropoutsOf(model: tfl.Sequential): readonly MaskedDropout[] {
  return model.layers.filter((layer) => layer instanceof MaskedDropout);
}

/** Frees the model, its optimizer and their variables. */
export function disposeModel(model: tfl.Sequential): void {
  const optimizer = model.optimizer;
  model.dispose();
  optimizer.dispose();
}

function tfjsLayer(layer: Layer, inputShape: number[] | undefined): TfjsLayer {
  switch (layer.class) {
    case 'Flatten':
      return tfl.layers.flatten({ inputShape });
    case 'Dense': {
      const { units, activation, use_bias: useBias } = layer.config;
      return tfl.layers.dense({
        inputShape,
        units,
        useBias,
        activation: tfjsActivation(activation),
        // Overwritten at once; zeros are the cheapest to make.
        kernelInitializer: 'zeros',
      });
    }
    case 'Activation':
      return tfl.layers.activation({
        inputShape,
        activation: tfjsActivation(layer.config.activation),
      });
    case 'Dropout':
      return tfl.layers.activation({ inputShape, activation: 'linear' });
    default:
      throw new Error(`the layers trainer has no ${layer.class} layer (${layer.name})`);
  }
}

type TfjsActivation = NonNullable<Parameters<typeof tfl.layers.dense>[0]['activation']>;

function tfjsActivation(name: string): TfjsActivation {
  switch (name) {
    case 'linear':
    case 'relu':
    case 'tanh':
    case 'sigmoid':
    case 'elu':
    case 'selu':
    case 'gelu':
    case 'softplus':
    case 'softmax':
      return name;
    case 'silu':
      return 'swish';
    default:
      throw new Error(`the layers trainer has no activation ${name}`);
  }
}

function setInitialWeights(model: tfl.Sequential, network: Network, seed: number): void {
  const numbers = layerNumbers(network);
  network.layers.forEach((layer, index) => {
    if (layer.class !== 'Dense') return;
    const inputs = inputsOf(layer.inputShape);
    const { units, use_bias: useBias } = layer.config;
    const kernel = tf.tensor2d(glorotUniform(seed, numbers[index] ?? 0, inputs, units), [
      inputs,
      units,
    ]);
    const weights = useBias ? [kernel, tf.zeros([units])] : [kernel];
    model.layers[index]?.setWeights(weights);
    tf.dispose(weights);
  });
}
