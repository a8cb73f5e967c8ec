import { savedModel, type Signature } from '../../graph/saved-model.js';
import { evaluateSignature } from './evaluate-signature.js';
import {
  beginEpochSignature,
  imagesSignature,
  readWeightsSignature,
  weightsSignature,
} from './feeding-signatures.js';
import type { Layout } from './layout.js';
import { programParts, type DenseProgramOptions } from './program-parts.js';
import { trainSignature } from './train-signature.js';

/** A graph that trains dense networks together, as the content of `saved_model.pb`. */
export interface DenseProgram {
  readonly bytes: Uint8Array;
  readonly signatures: readonly string[];
  readonly layout: Layout;
  /** Optimizer steps of an epoch, the short last one included. */
  readonly stepsPerEpoch: number;
}

/**
 * Where something is kept by trial, it stands in the layout's order. Signatures:
 * `images_<part>`: pixels int32, four bytes in each ([count, inputs] and what fills up the last),
 *   labels int32 [count].
 * `weights`: the layout's arrays by name; `rates` and `decays` float32 [trials], `seeds` int32
 *   [trials, 2], low word first.
 * `begin_epoch`: order int32 [steps * batch], of which the last ones may be anything; before int32,
 *   the steps of the training that are done.
 * `train`: steps int32; gives step, and of the epoch so far loss and correct, float32 [trials].
 * `evaluate_<part>`: the images from begin up to end, int32 multiples of `EVALUATION_BATCH` (or the
 *   part's end); gives sums of loss and correct
 *   answers, float32 [trials], and finite, 0 for a trial whose every weight is finite, else NaN.
 * `read_weights`: ignored int32; the layout's arrays by name.
 */
export function denseProgram(options: DenseProgramOptions): DenseProgram {
  const parts = programParts(options);
  const signatures: Record<string, Signature> = {
    images_train: imagesSignature(parts, 'train'),
    images_validation: imagesSignature(parts, 'validation'),
    images_test: imagesSignature(parts, 'test'),
    weights: weightsSignature(parts),
    begin_epoch: beginEpochSignature(parts),
    train: trainSignature(parts),
    evaluate_validation: evaluateSignature(parts, 'validation'),
    evaluate_test: evaluateSignature(parts, 'test'),
    read_weights: readWeightsSignature(parts),
  };
  const { graph, layout, stepsPerEpoch } = parts;
  return {
    bytes: savedModel(graph, signatures),
    signatures: Object.keys(signatures),
    layout,
    stepsPerEpoch,
  };
}
