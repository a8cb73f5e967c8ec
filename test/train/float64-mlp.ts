import type { ActivationFunction } from '../../src/elementary/activations.js';
import type { LabelledImages } from '../../src/data/load.js';

/**
 * A multilayer perceptron in float64, written straight from the textbook and sharing no code with
 * the trainers: the measure that they are held to.
 */
export interface Float64Layer {
  readonly kernel: Float64Array;
  readonly bias: Float64Array;
  readonly inputs: number;
  readonly units: number;
}

export interface StepResult {
  readonly loss: number;
  readonly correct: number;
  readonly gradients: readonly { readonly kernel: Float64Array; readonly bias: Float64Array }[];
}

/** A function and its derivative. */
export interface Float64Activation {
  readonly of: (z: number) => number;
  readonly slope: (z: number) => number;
}

export const RELU: Float64Activation = {
  of: (z) => Math.max(0, z),
  slope: (z) => (z > 0 ? 1 : 0),
};

/** Any function, with its derivative by central differences. */
export function smooth(of: (z: number) => number): Float64Activation {
  const h = 1e-5;
  return { of, slope: (z) => (of(z + h) - of(z - h)) / (2 * h) };
}

/** Smooth activations as textbooks write them, in float64; derivatives are taken by differences. */
export const TEXTBOOK: Partial<Record<ActivationFunction, (z: number) => number>> = {
  linear: (z) => z,
  tanh: Math.tanh,
  sigmoid,
  elu: (z) => (z > 0 ? z : Math.exp(z) - 1),
  selu: (z) => 1.0507009873554805 * (z > 0 ? z : 1.6732632423543772 * (Math.exp(z) - 1)),
  gelu: (z) => (z * (1 + erf(z / Math.SQRT2))) / 2,
  silu: (z) => z * sigmoid(z),
  softplus: (z) => Math.log(1 + Math.exp(z)),
};

export function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}

/** Maclaurin's series, which converges everywhere and fast enough for small arguments. */
export function erf(z: number): number {
  // To the last bit; the series needs ever more terms there.
  if (Math.abs(z) > 6) return Math.sign(z);
  let [term, sum] = [z, z];
  for (let n = 1; n < 150; n++) {
    term *= (-z * z) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/**
 * Mean categorical cross-entropy over the batch and its gradients.
 *
 * @param masks what each hidden layer's outputs are multiplied with, by layer, sample and unit.
 */
export function forwardBackward(
  layers: readonly Float64Layer[],
  images: readonly Float64Array[],
  labels: readonly number[],
  activation = RELU,
  masks: readonly Float32Array[] = [],
): StepResult {
  const gradients = layers.map(({ kernel, bias }) => ({
    kernel: new Float64Array(kernel.length),
    bias: new Float64Array(bias.length),
  }));
  let loss = 0;
  let correct = 0;
  images.forEach((image, sample) => {
    const activations = [image];
    const sumsOf: Float64Array[] = [];
    const maskAt = (layer: number, unit: number): number =>
      masks[layer]?.[sample * (layers[layer]?.units ?? 0) + unit] ?? 1;
    layers.forEach((layer, index) => {
      const sums = affine(layer, activations[index] as Float64Array);
      sumsOf.push(sums);
      activations.push(
        index === layers.length - 1
          ? softmax(sums)
          : sums.map((s, unit) => activation.of(s) * maskAt(index, unit)),
      );
    });
    const outputs = activations.at(-1) as Float64Array;
    const label = labels[sample] as number;
    loss -= Math.log(clip(outputs[label] as number)) / images.length;
    if (outputs.indexOf(Math.max(...outputs)) === label) correct += 1;
    let delta = outputs.map((p, unit) => (p - (unit === label ? 1 : 0)) / images.length);
    for (let index = layers.length - 1; index >= 0; index--) {
      const layer = layers[index] as Float64Layer;
      const input = activations[index] as Float64Array;
      const gradient = gradients[index] as { kernel: Float64Array; bias: Float64Array };
      const below = new Float64Array(layer.inputs);
      for (let i = 0; i < layer.inputs; i++) {
        for (let u = 0; u < layer.units; u++) {
          const at = i * layer.units + u;
          gradient.kernel[at] =
            (gradient.kernel[at] as number) + (input[i] as number) * (delta[u] as number);
          below[i] = (below[i] as number) + (layer.kernel[at] as number) * (delta[u] as number);
        }
      }
      delta.forEach((d, u) => (gradient.bias[u] = (gradient.bias[u] as number) + d));
      const sums = sumsOf[index - 1];
      if (sums === undefined) break;
      delta = below.map((d, i) => d * activation.slope(sums[i] as number) * maskAt(index - 1, i));
    }
  });
  return { loss, correct, gradients };
}

/** For each image, how many classes have a larger output than its own, by sorting them. */
export function classesAhead(
  layers: readonly Float64Layer[],
  images: readonly Float64Array[],
  labels: readonly number[],
  activation = RELU,
): number[] {
  return images.map((image, sample) => {
    const outputs = layers.reduce((input, layer, index) => {
      const sums = affine(layer, input);
      return index === layers.length - 1 ? sums : sums.map((sum) => activation.of(sum));
    }, image);
    const own = outputs[labels[sample] as number] as number;
    return outputs.toSorted((a, b) => b - a).indexOf(own);
  });
}

/** Kernels and biases in turn, as layers. */
export function float64Layers(weights: readonly Float32Array[]): Float64Layer[] {
  const layers: Float64Layer[] = [];
  for (let index = 0; index < weights.length; index += 2) {
    const bias = weights[index + 1] as Float32Array;
    const kernel = weights[index] as Float32Array;
    layers.push({
      kernel: Float64Array.from(kernel),
      bias: Float64Array.from(bias),
      inputs: kernel.length / bias.length,
      units: bias.length,
    });
  }
  return layers;
}

/** Some images with pixels from 0 to 1, and their labels. */
export function float64Images(
  { pixels, labels, imageShape: [height, width] }: LabelledImages,
  rows: ArrayLike<number>,
): { pixels: Float64Array[]; labels: number[] } {
  const size = height * width;
  const chosen = Array.from(rows);
  return {
    pixels: chosen.map((row) =>
      Float64Array.from(pixels.subarray(row * size, (row + 1) * size), (p) => p / 255),
    ),
    labels: chosen.map((row) => labels[row] as number),
  };
}

/** As Keras reports it; gradients know nothing of it. */
function clip(probability: number): number {
  return Math.min(Math.max(probability, 1e-7), 1 - 1e-7);
}

function affine({ kernel, bias, inputs, units }: Float64Layer, input: Float64Array): Float64Array {
  const sums = Float64Array.from(bias);
  for (let i = 0; i < inputs; i++) {
    for (let u = 0; u < units; u++) {
      sums[u] = (sums[u] as number) + (input[i] as number) * (kernel[i * units + u] as number);
    }
  }
  return sums;
}

function softmax(sums: Float64Array): Float64Array {
  const largest = Math.max(...sums);
  const powers = sums.map((s) => Math.exp(s - largest));
  const total = powers.reduce((sum, p) => sum + p, 0);
  return powers.map((p) => p / total);
}
