import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { ruleOf } from '../../elementary/optimizers.js';
import { endsWithoutSoftmax, layerNotTrained } from '../messages.js';
import type { Layer, Network } from '../../network/network.js';
import { tfjsTopology } from '../../network/tfjs-topology.js';
import type { JobTrial } from '../contract.js';
import { layerNumbers } from '../seeded.js';
import { crossEntropy } from './evaluate.js';
import { rowOf } from '../../layers/classes.js';
import { drawsOf } from '../../layers/weights.js';
import { MaskedDropout, type MaskSource } from './masked-dropout.js';
import { RuleOptimizer } from './optimizer.js';

tf.serialization.registerClass(MaskedDropout);

/**
 * The trial's network as a compiled tfjs model, with initial weights drawn from its seed by our
 * own generator: TensorFlow.js's would differ between engines. The softmax at its end is part of the
 * loss: outputs are logits.
 *
 * @throws an Error for a network that does not end in a softmax, or that has a layer which this
 *   trainer does not know.
 */
export async function buildModel(trial: JobTrial): Promise<tfl.LayersModel> {
  const { network, optimizer, seed } = trial;
  const logits = withoutSoftmax(network);
  const model = await tfl.loadLayersModel(
    tf.io.fromMemory({ modelTopology: drawnByUs(tfjsTopology(logits), logits, seed) }),
  );
  setInitialWeights(model, logits, seed);
  const rates = { learningRate: trial.learning_rate, weightDecay: trial.weight_decay };
  model.compile({
    optimizer: new RuleOptimizer(ruleOf(optimizer), rates),
    loss: crossEntropy,
    metrics: ['accuracy'],
  });
  return model;
}

function withoutSoftmax(network: Network): Network {
  const last = network.layers.at(-1);
  if (last?.class !== 'Dense' || last.config.activation !== 'softmax') {
    throw new Error(endsWithoutSoftmax());
  }
  const output: Layer = { ...last, config: { ...last.config, activation: 'linear' } };
  return { ...network, layers: [...network.layers.slice(0, -1), output] };
}

/** The model's dropouts, which the trainer begins and ends for each step. */
export function dropoutsOf(model: tfl.LayersModel): readonly MaskedDropout[] {
  return model.layers.filter((layer) => layer instanceof MaskedDropout);
}

/** Frees the model, its optimizer and their variables. */
export function disposeModel(model: tfl.LayersModel): void {
  const optimizer = model.optimizer;
  model.dispose();
  optimizer.dispose();
}

/** A layer of a topology. */
interface LayerJson {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** Of a layer's settings, those that say how TensorFlow.js would draw weights: ours replace them. */
const INITIALIZERS = [
  'kernel',
  'bias',
  'recurrent',
  'depthwise',
  'pointwise',
  'embeddings',
  'gamma',
].map((weight) => `${weight}_initializer`);

/** Dropout by our masks, and weights that are cheap to make before ours take their place. */
function drawnByUs(
  topology: Readonly<Record<string, unknown>>,
  network: Network,
  seed: number,
): Record<string, unknown> {
  const numbers = layerNumbers(network);
  const config = topology['config'] as { readonly layers: readonly LayerJson[] };
  const zeros = Object.fromEntries(INITIALIZERS.map((name) => [name, 'zeros']));
  const layers = config.layers.map((json): LayerJson => {
    const index = network.layers.findIndex(({ name }) => name === json.config['name']);
    const layer = network.layers[index];
    if (layer?.class !== 'Dropout' || layer.config.rate === 0) {
      // It takes no initializer of a kernel: it has two.
      const { kernel_initializer: _, ...others } = zeros;
      const own = json.class_name === 'SeparableConv2D' ? others : zeros;
      return { ...json, config: { ...json.config, ...own } };
    }
    const source: MaskSource = {
      seed,
      number: numbers[index] ?? 0,
      rate: layer.config.rate,
      shape: [...layer.inputShape],
    };
    const { name, trainable } = json.config;
    return { ...json, class_name: MaskedDropout.className, config: { name, trainable, ...source } };
  });
  return { ...topology, config: { ...config, layers } };
}

function setInitialWeights(model: tfl.LayersModel, network: Network, seed: number): void {
  const numbers = layerNumbers(network);
  network.layers.forEach((layer, index) => {
    const draws = drawsOf(seed, numbers[index] ?? 0);
    const weights = rowOf(layer).initialWeights?.(layer, draws) ?? null;
    if (weights === null) throw new Error(layerNotTrained(layer.name, layer.class));
    if (weights.length === 0) return;
    const tensors = weights.map(({ shape, values }) => tf.tensor(values, [...shape]));
    model.getLayer(layer.name).setWeights(tensors);
    tf.dispose(tensors);
  });
}
