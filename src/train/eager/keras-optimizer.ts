import * as tf from '@tensorflow/tfjs-core';

/** tfjs-core has this type but does not export it. */
interface NamedTensor {
  readonly name: string;
  readonly tensor: tf.Tensor;
}

/** How far an optimizer goes in a step, and by how much each weight decays in it. */
export interface Rates {
  readonly learningRate: number;
  /** Decoupled: learningRate x weightDecay of the weight itself; 0 is none. */
  readonly weightDecay: number;
}

/** A tfjs optimizer that keeps some variables of a weight's shape for each weight. */
export abstract class KerasOptimizer extends tf.Optimizer {
  readonly #slotNames: readonly string[];
  readonly #slots = new Map<string, readonly tf.Variable[]>();

  readonly learningRate: number;
  readonly #weightDecay: number;

  protected constructor({ learningRate, weightDecay }: Rates, slotNames: readonly string[]) {
    super();
    this.learningRate = learningRate;
    this.#weightDecay = weightDecay;
    this.#slotNames = slotNames;
  }

  /** Called once before the updates of a step. */
  protected beginStep(): void {
    // Most have nothing that changes from step to step.
  }

  /** Updates one weight; `slots` start at zero and are in the order of the constructor's names. */
  protected abstract update(
    variable: tf.Variable,
    gradient: tf.Tensor,
    slots: readonly tf.Variable[],
  ): void;

  override applyGradients(gradients: tf.NamedTensorMap | NamedTensor[]): void {
    const named = Array.isArray(gradients)
      ? gradients
      : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
    this.beginStep();
    for (const { name, tensor } of named) {
      const variable = tf.engine().registeredVariables[name];
      if (variable === undefined || tensor === undefined) throw new Error(`no variable ${name}`);
      this.#decay(variable);
      tf.tidy(() => this.update(variable, tensor, this.#slotsOf(name, variable)));
    }
    this.incrementIterations();
  }

  override dispose(): void {
    for (const slots of this.#slots.values()) slots.forEach((slot) => slot.dispose());
    this.#slots.clear();
    super.dispose();
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {};
  }

  #decay(variable: tf.Variable): void {
    const share = this.learningRate * this.#weightDecay;
    if (share > 0) tf.tidy(() => variable.assign(tf.sub(variable, tf.mul(variable, share))));
  }

  #slotsOf(name: string, variable: tf.Variable): readonly tf.Variable[] {
    const present = this.#slots.get(name);
    if (present !== undefined) return present;
    const slots = this.#slotNames.map((slot) =>
      tf.variable(tf.zerosLike(variable), false, `${name}/${slot}`),
    );
    this.#slots.set(name, slots);
    return slots;
  }
}
