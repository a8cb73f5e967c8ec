import type { Signature } from '../../graph/saved-model.js';
import type { Graph } from '../../graph/scope.js';
import {
  beginEpochSignature,
  evaluateSignature,
  feedSignature,
  readWeightsSignature,
  trainSignature,
} from './signatures.js';
import type { Layout } from './layout.js';
import { programParts, type ProgramOptions } from './program-parts.js';

/** A graph that trains networks together. */
export interface Program {
  readonly graph: Graph;
  readonly signatures: Readonly<Record<string, Signature>>;
  readonly layout: Layout;
  readonly run: ProgramOptions['run'];
  readonly evaluationByXla: boolean;
  readonly card: ProgramOptions['card'];
  /** Optimizer steps of an epoch, the short last one included. */
  readonly stepsPerEpoch: number;
}

/**
 * Where something is kept by trial, it stands in the layout's order; images are those of training,
 * validation and test one after the other. A session looks through the whole graph for each of its
 * signatures, so that they are few:
 * `feed`: pixels int32, four bytes in each ([images, inputs] and what fills up the last), labels
 *   int32 [images]; the layout's arrays by name; rates and decays float32 [trials], seeds int32
 *   [trials, 2], low word first; gives count, how many arrays there were.
 * `begin_epoch`: order int32 [steps * batch], of which the last ones may be anything; before int32,
 *   the steps of the training that are done.
 * `train`: steps int32; gives step, and of the epoch so far the sums of loss and accuracy, float32 [trials].
 * `evaluate`: the images from begin up to end (int32), in batches of `evaluationBatch`; gives sums of
 *   the sum of each measure, float32 [trials], and finite, 0 for a trial whose every weight is
 *   finite, else NaN.
 * `read_weights`: ignored int32; the layout's arrays by name.
 */
export function trainingProgram(options: ProgramOptions): Program {
  const parts = programParts(options);
  const signatures = {
    feed: feedSignature(parts),
    begin_epoch: beginEpochSignature(parts),
    train: trainSignature(parts),
    evaluate: evaluateSignature(parts),
    read_weights: readWeightsSignature(parts),
  };
  const { graph, layout, stepsPerEpoch } = parts;
  const { run, card, evaluationByXla = false } = options;
  return { graph, run, evaluationByXla, card, signatures, layout, stepsPerEpoch };
}
