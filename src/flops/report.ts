import type { ConventionName } from './conventions.js';

/** FLOPs of a layer on the whole batch, under one convention. */
export interface LayerFlops {
  readonly name: string;
  readonly class: string;
  /** With the batch in front. */
  readonly output_shape: readonly number[];
  readonly params: bigint;
  /** Inference: products + bias + activation + other. */
  readonly forward: bigint;
  readonly forward_training: bigint;
  /** weight_gradient + input_gradient. */
  readonly backward: bigint;
  readonly products: bigint;
  readonly bias: bigint;
  readonly activation: bigint;
  /** What inference computes besides. */
  readonly other: bigint;
  readonly weight_gradient: bigint;
  /** 0 where nothing before the layer has weights to train. */
  readonly input_gradient: bigint;
}

/** FLOPs of a network on one batch; totals are the sums of the layers' rows. */
export interface FlopsReport {
  readonly convention: ConventionName;
  readonly unit: 'FLOP' | 'MAC';
  readonly batch: number;
  /** False: counted from the definition, not from what an engine runs. */
  readonly executed: false;
  readonly params: bigint;
  readonly forward: bigint;
  readonly forward_training: bigint;
  /** Without the loss. */
  readonly backward: bigint;
  readonly loss: bigint;
  /** One step, whatever the batch. */
  readonly optimizer_step: bigint;
  readonly layers: readonly LayerFlops[];
}

/** An integer in JSON: a number up to 2^53 - 1, a string beyond. */
export type JsonCount = number | string;

export interface FlopsReportJson {
  readonly convention: ConventionName;
  readonly unit: 'FLOP' | 'MAC';
  readonly batch: number;
  readonly executed: false;
  readonly params: JsonCount;
  readonly forward: JsonCount;
  readonly forward_training: JsonCount;
  readonly backward: JsonCount;
  readonly loss: JsonCount;
  readonly optimizer_step: JsonCount;
  readonly layers: readonly {
    readonly name: string;
    readonly class: string;
    readonly output_shape: readonly number[];
    readonly params: JsonCount;
    readonly forward: JsonCount;
    readonly forward_training: JsonCount;
    readonly backward: JsonCount;
  }[];
}

export function jsonCount(count: bigint): JsonCount {
  return count <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(count) : String(count);
}

/** The report as other programs read it; the keys are a contract. */
export function flopsReportJson(report: FlopsReport): FlopsReportJson {
  return {
    convention: report.convention,
    unit: report.unit,
    batch: report.batch,
    executed: report.executed,
    params: jsonCount(report.params),
    forward: jsonCount(report.forward),
    forward_training: jsonCount(report.forward_training),
    backward: jsonCount(report.backward),
    loss: jsonCount(report.loss),
    optimizer_step: jsonCount(report.optimizer_step),
    layers: report.layers.map((layer) => ({
      name: layer.name,
      class: layer.class,
      output_shape: layer.output_shape,
      params: jsonCount(layer.params),
      forward: jsonCount(layer.forward),
      forward_training: jsonCount(layer.forward_training),
      backward: jsonCount(layer.backward),
    })),
  };
}
