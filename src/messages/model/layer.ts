import { problem, type Problem } from '../problem.js';

/** A layer as messages name it. */
export interface NamedLayer {
  readonly layer: string;
  readonly class: string;
}

/** A complete message about a layer that did not know its own name. */
export function inLayer({ layer, class: className }: NamedLayer, what: string): string {
  return `layer ${layer} (${className}): ${what}`;
}

export function layerProblem(layer: NamedLayer, about: Problem): string {
  return inLayer(layer, problem(about));
}

export function unknownLayerClass(layer: string, className: string): string {
  return className === 'Lambda'
    ? problem({
        what: `layer ${layer} is a Lambda, whose code is not in the file`,
        advice: 'write it as layers',
      })
    : problem({
        what: `layer ${layer} is of class ${className}, which is not known here`,
        advice: 'docs/flops.md lists the classes that are',
      });
}

export function unknownCell(layer: NamedLayer, cell: string, known: readonly string[]): string {
  return layerProblem(layer, {
    what: `its cell is of class ${cell}, which is not known here`,
    expected: `one of ${known.join(', ')}`,
  });
}

/** Settings that give a layer weights or products that its class does not have without them. */
export type UncountedSetting = 'lora_rank' | 'renorm' | 'time_major' | 'quantization';

export function settingNotCounted(layer: NamedLayer, setting: UncountedSetting): string {
  return layerProblem(layer, {
    what: `it has ${setting}, which is not counted here`,
    advice: 'save the model without',
  });
}

export function activationHasWeights(layer: NamedLayer, field: string): string {
  return layerProblem(layer, {
    what: `${field} is a PReLU, which has weights of its own`,
    expected: 'it as a layer after this one',
  });
}

export function activationHalves(layer: NamedLayer, field: string): string {
  return layerProblem(layer, {
    what: `${field} is glu, which halves its axis, while Keras takes the layer's output for whole`,
    advice: 'write it as keras.ops.glu after a layer with a linear activation',
  });
}

/** Of a layer that is called on an array beside tensors. */
export function constantNotRead(layer: NamedLayer): string {
  return layerProblem(layer, {
    what: 'it is called on a constant array, which is not read here',
    advice: 'make it an input of the model',
  });
}

export function inputWithoutShape(layer: NamedLayer): string {
  return layerProblem(layer, {
    what: 'it has no batch_shape',
    expected: 'one like [null, 28, 28]',
  });
}

export function wrapsNoLayer(layer: NamedLayer): string {
  return layerProblem(layer, {
    what: 'it wraps no layer',
    expected: 'one with class_name and config',
  });
}

export function callsDiffer(layer: string): string {
  return problem({
    what: `layer ${layer}: its calls differ in their weights`,
    expected: 'inputs of the same sizes in each call',
  });
}
