import {
  inLayer,
  layerProblem,
  missingInTfjs,
  type NamedLayer,
  type UncountedSetting,
  type UntrainableLayer,
} from '../layers/messages.js';
import type { PartialShape, Shape } from '../layers/shape.js';
import { problem } from '../text/problem.js';
import { counted, shapeText } from '../text/values.js';

function notAModel(got: string): string {
  return problem({
    what: 'this is not a Keras or TensorFlow.js model',
    got,
    expected: "the output of Keras's model.to_json() or TensorFlow.js's model.json",
  });
}

export function noJsonObject(): string {
  return notAModel('JSON that is not an object');
}

export function modelTooDeep(deepest: number): string {
  return problem({
    what: 'the model is nested too deeply',
    got: `more than ${deepest} levels of JSON`,
    expected: 'a few levels of nested models and wrapped layers',
  });
}

/** Of all calls of layers, also in models that are called several times. */
export function tooManyCalls(most: number): string {
  return problem({
    what: 'the model has too many layers',
    got: `more than ${most}, with nested models counted once per call`,
    expected: `at most ${most} in all`,
  });
}

export function graphModel(): string {
  return notAModel('a graph of operations (format graph-model), which has no layers');
}

export function noModelClass(className: unknown): string {
  return notAModel(
    className === undefined
      ? 'no class_name'
      : `class_name ${JSON.stringify(className).slice(0, 80)}`,
  );
}

export function noLayers(): string {
  return notAModel('no list of layers');
}

export function layerWithoutClass(): string {
  return notAModel('a layer without class_name');
}

export function noInputLayer(): string {
  return notAModel('no InputLayer');
}

export function wrongCall(model: string, tensors: number, inputs: number): string {
  return problem({
    what: `model ${model} is called on ${counted(tensors, 'tensor')}`,
    expected: `${inputs}, one for each of its inputs`,
  });
}

export function sameName(layer: string): string {
  return problem({
    what: `two layers of the model are named ${layer}`,
    advice: 'give each a name of its own',
  });
}

export function readsMissingLayer(reader: string, layer: string): string {
  return problem({
    what: `layer ${reader} reads ${layer}, which is not in the model`,
    expected: 'the name of one of its layers',
  });
}

/** @param call counted from 1. */
export function readsMissingCall(reader: string, layer: string, call: number): string {
  return `layer ${reader} reads ${layer}'s call ${call}, which it does not have`;
}

/** Who reads a tensor: a layer, or a model, whose outputs are tensors of its layers. */
export type Reader = { readonly layer: string } | { readonly model: string };

/** @param output counted from 1. */
export function readsMissingOutput(reader: Reader, layer: string, output: number): string {
  const who = 'layer' in reader ? `layer ${reader.layer}` : `model ${reader.model || 'itself'}`;
  return `${who} reads output ${output} of ${layer}, which is not in the model`;
}

/** @param output counted from 1. */
export function outputNotMade(layer: string | null, output: number): string {
  return `a layer reads output ${output} of ${layer ?? 'a layer after it'}, which it does not make`;
}

/** @param input counted from 1. */
export function readsMissingInput(input: number, inputs: number): string {
  return problem({
    what: `a layer reads input ${input} of the model`,
    expected: `one of its ${inputs}`,
  });
}

export function readsItself(layer: string): string {
  return problem({
    what: `layer ${layer} depends on its own output`,
    expected: 'layers that read only earlier ones',
  });
}

export function readsNothing(layer: string, className: string): string {
  return problem({
    what: `layer ${layer} (${className}) reads no other layer and is not an InputLayer`,
    expected: 'inbound_nodes that name what it reads',
  });
}

export function unknownLayerClass(layer: string, className: string): string {
  return className === 'Lambda'
    ? problem({
        what: `layer ${layer} is a Lambda, whose code is not in the file`,
        advice: 'write it as layers',
      })
    : problem({
        what: `layer ${layer} has the unknown class ${className}`,
        advice: 'docs/flops.md lists the known classes',
      });
}

export function settingNotCounted(layer: NamedLayer, setting: UncountedSetting): string {
  return layerProblem(layer, {
    what: `it has ${setting}, which cannot be counted`,
    advice: 'save the model without it',
  });
}

/** Of a layer that is called on an array beside tensors. */
export function constantNotRead(layer: NamedLayer): string {
  return layerProblem(layer, {
    what: 'it is called on a constant array, which is not supported',
    advice: 'make it an input of the model',
  });
}

export function wrapsNoLayer(layer: NamedLayer): string {
  return layerProblem(layer, {
    what: 'it wraps no layer',
    expected: 'a layer with class_name and config',
  });
}

export function callsDiffer(layer: string): string {
  return problem({
    what: `layer ${layer}: its calls differ in their weights`,
    expected: 'the same input sizes in each call',
  });
}

export function outputTooLarge(shape: Shape): string {
  return problem({
    what: `its output ${shapeText(shape)} has a size that is too large to count`,
    expected: `sizes up to ${Number.MAX_SAFE_INTEGER}`,
  });
}

export function sizesOrOpen(): string {
  return 'sizes from 1 up, or null where open';
}

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
    what: 'the given input shape differs from the one in the model',
    got: shapeText(given),
    expected: shapeText(stated),
  });
}

/** The caller, which knows how a shape can be given, appends that. */
export function shapeNotStated(layer: NamedLayer): string {
  return inLayer(
    layer,
    'the JSON does not give the input shape (no batch_shape or batch_input_shape)',
  );
}

/** The caller, which knows how a shape can be given, appends that. */
export function sizesOpen(layer: NamedLayer, stated: PartialShape): string {
  return inLayer(layer, `its shape is ${shapeText(stated)}, with unknown sizes (None)`);
}

export function noSuchClass(layer: UntrainableLayer): string {
  return missingInTfjs(layer, `${layer.class} layer`);
}

/** Of a model inside a layer that is no chain of layers. */
export function noWrappedGraph(layer: UntrainableLayer): string {
  return missingInTfjs(layer, 'way to wrap such a model');
}
