import { countFlops } from '../../flops/count.js';
import type { Overrides, TrainingConvention } from '../../flops/conventions.js';
import { tensorBefore, type Layer, type Network } from '../../network/network.js';
import { numberedNames } from '../../network/mlp.js';
import type { Shape } from '../../layers/shape.js';
import { canonicalJson, type Texts } from '../../trial/identity.js';

/** A layer that may stand in many networks, before it is known what it reads; equal ones are one object. */
export class ChainPart {
  readonly links = new Map<string, Link>();

  /**
   * @param word what Keras numbers when it names the layer.
   * @param read the layer on that input, alone in a network. Throws a TopologyError.
   */
  constructor(
    readonly word: string,
    readonly read: (name: string, input: Shape) => Layer,
  ) {}
}

/** A part behind an input, with what it costs there. */
interface Link {
  readonly layer: Layer;
  /** What decides the layer behind it: the shape, and whether something before has weights to train. */
  readonly after: string;
  readonly trains: boolean;
  readonly costs: Costs;
}

interface Costs {
  readonly forward: bigint;
  readonly params: bigint;
  readonly trainable: bigint;
  /** Of one sample, forward while training and back. */
  readonly sample: bigint;
  /** The same, products only. */
  readonly sampleProducts: bigint;
}

/** Layers one after the other, with what they cost together. */
export class Chain implements Costs {
  readonly #inputShape: Shape;
  readonly #parts: readonly ChainPart[];
  readonly #links: readonly Link[];
  readonly forward: bigint;
  readonly params: bigint;
  readonly trainable: bigint;
  readonly sample: bigint;
  readonly sampleProducts: bigint;

  constructor(inputShape: Shape, parts: readonly ChainPart[], links: readonly Link[]) {
    this.#inputShape = inputShape;
    this.#parts = parts;
    this.#links = links;
    let [forward, params, trainable, sample, sampleProducts] = [0n, 0n, 0n, 0n, 0n];
    for (const { costs } of links) {
      forward += costs.forward;
      params += costs.params;
      trainable += costs.trainable;
      sample += costs.sample;
      sampleProducts += costs.sampleProducts;
    }
    this.forward = forward;
    this.params = params;
    this.trainable = trainable;
    this.sample = sample;
    this.sampleProducts = sampleProducts;
  }

  /** What the last layer reads. */
  get lastInput(): Shape {
    return this.#links.at(-1)?.layer.inputShape ?? this.#inputShape;
  }

  /** Made anew each time: the networks of a large grid together would take much memory. */
  get network(): Network {
    const names = numberedNames(this.#parts.map(({ word }) => word));
    return {
      inputShapes: [this.#inputShape],
      layers: this.#links.map(({ layer }, index) => ({
        ...layer,
        name: names[index] ?? '',
        inbound: [tensorBefore(index)],
      })),
      outputs: [tensorBefore(this.#links.length)],
    };
  }
}

/** Networks of layers one after the other, of which each layer is read and counted once on an input. */
export class Chains {
  readonly #counting: {
    readonly convention: TrainingConvention;
    readonly coefficients: Overrides;
  };

  readonly #texts = new Map<object, string>();

  constructor(counting: {
    readonly convention: TrainingConvention;
    readonly coefficients: Overrides;
  }) {
    this.#counting = counting;
  }

  /** The settings of layers as identities have them. */
  get texts(): Texts {
    return this.#texts;
  }

  /** @throws a TopologyError that names the layer that does not fit. */
  chain(inputShape: Shape, parts: readonly ChainPart[]): Chain {
    const links: Link[] = [];
    let [input, before, trains] = [inputShape, stateText(inputShape, false), false];
    for (const [index, part] of parts.entries()) {
      let link = part.links.get(before);
      if (link === undefined) {
        const name = numberedNames(parts.slice(0, index + 1).map(({ word }) => word)).at(-1) ?? '';
        link = this.#link(part.read(name, input), trains);
        part.links.set(before, link);
      }
      links.push(link);
      [input, before, trains] = [link.layer.outputShape, link.after, link.trains];
    }
    return new Chain(inputShape, parts, links);
  }

  /** @param trained whether something before the layer has weights to train: then its input needs a gradient. */
  #link(layer: Layer, trained: boolean): Link {
    const trains = trained || layer.trains;
    const alone: Network = {
      inputShapes: layer.inputShapes,
      layers: [{ ...layer, inbound: [tensorBefore(0)] }],
      outputs: [tensorBefore(1)],
    };
    const counted = countFlops(alone, { ...this.#counting, inputGradient: trained });
    const products = countFlops(alone, { convention: 'flop', inputGradient: trained });
    this.#texts.set(layer.config, canonicalJson(layer.config));
    return {
      layer,
      after: stateText(layer.outputShape, trains),
      trains,
      costs: {
        forward: counted.forward,
        params: layer.params,
        trainable: layer.trainableParams,
        sample: (counted.forward_training ?? 0n) + (counted.backward ?? 0n),
        sampleProducts: (products.forward_training ?? 0n) + (products.backward ?? 0n),
      },
    };
  }
}

function stateText(shape: Shape, trains: boolean): string {
  return `${shape.join(' ')}${trains ? ' trained' : ''}`;
}
