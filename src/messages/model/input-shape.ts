import { counted } from '../counted.js';
import { problem } from '../problem.js';
import { shapeText } from '../shape-text.js';
import { inLayer, layerProblem, type NamedLayer } from './layer.js';

type PartialShape = readonly (number | null)[];

export function tooManyShapes(given: number, inputs: number): string {
  return problem({
    what: 'there are more input shapes than inputs of the model',
    got: String(given),
    expected: String(inputs),
  });
}

/** @param input counted from 1. */
export function noShapeGiven(layer: NamedLayer, shapes: number, input: number): string {
  return layerProblem(layer, {
    what: `no shape is given for it, input ${input}`,
    got: counted(shapes, 'input shape'),
    expected: 'one for each input',
  });
}

export function otherShapeGiven(
  layer: NamedLayer,
  given: PartialShape,
  stated: PartialShape,
): string {
  return layerProblem(layer, {
    what: 'the input shape given is not the one of the model',
    got: shapeText(given),
    expected: shapeText(stated),
  });
}

/** Whoever knows how a shape can be given says it after this. */
export function shapeNotStated(layer: NamedLayer): string {
  return inLayer(
    layer,
    'the shape of the input is not in the JSON (no batch_shape or batch_input_shape)',
  );
}

/** Whoever knows how a shape can be given says it after this. */
export function sizesOpen(layer: NamedLayer, stated: PartialShape): string {
  return inLayer(
    layer,
    `its shape is ${shapeText(stated)}, of which the sizes written None are not known`,
  );
}
