import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { dropoutMask } from '../seeded.js';

/** Where a layer's masks come from. */
export interface MaskSource {
  readonly seed: number;
  /** The number by which the layer draws (`layerNumbers`). */
  readonly number: number;
  /** Share of the outputs that a training step sets to zero. */
  readonly rate: number;
  /** Of one sample. */
  readonly shape: readonly number[];
}

/** Dropout whose masks we draw: TensorFlow.js's own would differ between engines. */
export class MaskedDropout extends tfl.layers.Layer {
  static readonly className = 'MaskedDropout';
  readonly #source: MaskSource;
  #mask: tf.Tensor | null = null;

  constructor(source: MaskSource & { readonly name?: string }) {
    super({ name: source.name });
    this.#source = source;
  }

  /** From here on outputs are dropped; @param step of the whole training, from 0. */
  begin(step: number, rows: number): void {
    const { seed, number, rate, shape } = this.#source;
    const units = shape.reduce((product, size) => product * size, 1);
    this.#mask = tf.tensor(dropoutMask(seed, number, step, [rows, units], rate), [rows, ...shape]);
  }

  /** Outputs pass as they are again. */
  end(): void {
    this.#mask?.dispose();
    this.#mask = null;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const input = Array.isArray(inputs) ? (inputs[0] as tf.Tensor) : inputs;
    return this.#mask === null ? tf.clone(input) : tf.mul(input, this.#mask);
  }

  override getClassName(): string {
    return MaskedDropout.className;
  }
}
