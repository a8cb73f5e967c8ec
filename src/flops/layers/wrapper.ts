import { splitInputs, stepsOf } from '../../model/layers/wrapper.js';
import { elements } from '../../model/shape.js';
import { sum, type Operations } from '../operations.js';
import { beside, repeated, type LayerHandler } from '../work.js';

export const timeDistributedWork: LayerHandler<'TimeDistributed'> = (layer, inner) => {
  const { steps, step } = stepsOf(layer.inputShape);
  return repeated(inner(layer.config.layer, [step]), BigInt(steps));
};

export const bidirectionalWork: LayerHandler<'Bidirectional'> = (layer, inner) => {
  const { forward, backward } = splitInputs(layer.inputShapes);
  const both = beside(inner(layer.config.forward, forward), inner(layer.config.backward, backward));
  const merging = mergeOf(layer.config.merge_mode, elements(layer.outputShape));
  return { ...both, forward: sum(both.forward, merging), training: sum(both.training, merging) };
};

function mergeOf(mode: 'concat' | 'sum' | 'mul' | 'ave' | null, outputs: bigint): Operations {
  switch (mode) {
    case null:
    case 'concat':
      return {};
    case 'sum':
      return { add: outputs };
    case 'mul':
      return { multiply: outputs };
    case 'ave':
      return { add: outputs, multiply: outputs };
  }
}
