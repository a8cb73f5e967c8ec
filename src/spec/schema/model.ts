import {
  eachFamilyOnce,
  familyNeedsLayers,
  layersHaveActivations,
  mlpHasNoLayers,
} from './messages.js';
import { ACTIVATIONS } from '../../elementary/activations.js';
import { FAMILY, parametersSchema, type SpecShape } from './parameters.js';
import { LAYERS } from './layers.js';
import { custom, list, mapping, oneOf } from './values.js';

const activation = oneOf(ACTIVATIONS).optional().describe('Activation of the hidden layers.');

/** One model, or a list of models with parameters of their own. */
export function modelSchema(shape: SpecShape) {
  const one = mapping({ family: FAMILY.optional(), activation, layers: LAYERS.optional() });
  if (!shape.several) return one.check(({ value, issues }) => checkModel(value, issues));
  return list(
    mapping({
      family: FAMILY,
      activation,
      layers: LAYERS.optional(),
      parameters: parametersSchema({ ...shape, mlp: shape.mlp === 'no' ? 'no' : 'too' })
        .optional()
        .describe('For this model only; they override those of the spec.'),
    }).check(({ value, issues }) => checkModel(value, issues)),
    '[{family: mlp}, {family: lenet, layers: [...]}]',
  ).check(({ value, issues }) => {
    value.forEach(({ family }, index) => {
      if (value.findIndex((other) => other.family === family) === index) return;
      issues.push(custom(family, eachFamilyOnce(), [index, 'family']));
    });
  });
}

interface WrittenModel {
  readonly family?: string | undefined;
  readonly activation?: string | undefined;
  readonly layers?: readonly unknown[] | undefined;
}

/** Names of networks that are no MLP: without their layers such a family would be one unnoticed. */
const NEED_LAYERS =
  /^(\w+[_-])?(cnn|conv|convnet|convolutional|lenet|alexnet|vgg|resnet|mobilenet|efficientnet|densenet|inception|unet|rnn|gru|lstm|recurrent|transformer|vit|attention|autoencoder|layers)[\d_-]*$/i;

/** A family without layers is an MLP; `mlp` is never one with layers. */
function checkModel({ family, activation: hidden, layers }: WrittenModel, issues: unknown[]): void {
  if (layers === undefined && family !== undefined && NEED_LAYERS.test(family)) {
    issues.push(custom(family, familyNeedsLayers(), ['family']));
  } else if (layers !== undefined && family === 'mlp') {
    issues.push(custom(family, mlpHasNoLayers(), ['family']));
  } else if (layers !== undefined && hidden !== undefined) {
    issues.push(custom(hidden, layersHaveActivations(), ['activation']));
  }
}
