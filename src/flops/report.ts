import type { ConventionName, Overrides } from './conventions.js';

/** FLOPs of a call of a layer on the whole batch, under one convention. */
export interface LayerFlops {
  readonly name: string;
  readonly class: string;
  /** Of its first output, with the batch in front. */
  readonly output_shape: readonly number[];
  /** 0 where a call before it has the same weights. */
  readonly params: bigint;
  /** Inference: products + bias + activation + other. */
  readonly forward: bigint;
  /** Null where the convention is one of inference. */
  readonly forward_training: bigint | null;
  /** weight_gradient + input_gradient; null where the convention has no backward pass. */
  readonly backward: bigint | null;
  readonly products: bigint;
  readonly bias: bigint;
  readonly activation: bigint;
  /** What inference computes besides. */
  readonly other: bigint;
  readonly weight_gradient: bigint | null;
  /**
   * Of the inputs before which something has weights to train, and inside the layer: of a recurrent
   * layer's state, of the factors of attention.
   */
  readonly input_gradient: bigint | null;
}

/** FLOPs of a network on one batch; totals are the sums of the layers' rows. */
export interface FlopsReport {
  readonly convention: ConventionName;
  readonly unit: 'FLOP' | 'MAC';
  readonly batch: number;
  /** Set in the place of the convention's. */
  readonly coefficients: Overrides;
  /** False: counted from the definition; true: what TensorFlow.js runs. */
  readonly executed: boolean;
  readonly params: bigint;
  readonly forward: bigint;
  /** Null where the convention is one of inference. */
  readonly forward_training: bigint | null;
  /** Without the loss; null where the convention has no backward pass. */
  readonly backward: bigint | null;
  readonly loss: bigint | null;
  /** One step, whatever the batch. */
  readonly optimizer_step: bigint | null;
  readonly layers: readonly LayerFlops[];
}

/** An integer in JSON: a number up to 2^53 - 1, a string beyond. */
export type JsonCount = number | string;

/** The report as other programs read it. */
export type Json<T> = T extends bigint
  ? JsonCount
  : T extends readonly (infer Item)[]
    ? readonly Json<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Json<T[Key]> }
      : T;
export type FlopsReportJson = Json<FlopsReport>;

export function jsonCount(count: bigint): JsonCount {
  return count <= MOST_EXACT ? Number(count) : String(count);
}

const MOST_EXACT = BigInt(Number.MAX_SAFE_INTEGER);

/** The report as other programs read it; the keys are a contract. */
export function flopsReportJson(report: FlopsReport): FlopsReportJson {
  return {
    convention: report.convention,
    unit: report.unit,
    batch: report.batch,
    executed: report.executed,
    coefficients: Object.fromEntries(
      Object.entries(report.coefficients).map(([operation, count]) => [
        operation,
        jsonCount(count),
      ]),
    ),
    params: jsonCount(report.params),
    forward: jsonCount(report.forward),
    forward_training: jsonCountOrNull(report.forward_training),
    backward: jsonCountOrNull(report.backward),
    loss: jsonCountOrNull(report.loss),
    optimizer_step: jsonCountOrNull(report.optimizer_step),
    layers: report.layers.map((layer) => ({
      name: layer.name,
      class: layer.class,
      output_shape: layer.output_shape,
      params: jsonCount(layer.params),
      forward: jsonCount(layer.forward),
      forward_training: jsonCountOrNull(layer.forward_training),
      backward: jsonCountOrNull(layer.backward),
      products: jsonCount(layer.products),
      bias: jsonCount(layer.bias),
      activation: jsonCount(layer.activation),
      other: jsonCount(layer.other),
      weight_gradient: jsonCountOrNull(layer.weight_gradient),
      input_gradient: jsonCountOrNull(layer.input_gradient),
    })),
  };
}

export function jsonCountOrNull(count: bigint | null): JsonCount | null {
  return count === null ? null : jsonCount(count);
}
