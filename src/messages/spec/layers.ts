import { problem } from '../problem.js';
import { expectation } from './expectation.js';

export function layerExpected(): string {
  return expectation(
    'a layer',
    'write flatten, or {dense: 84}, or {conv2d: {filters: 8, kernel_size: 3}}',
  );
}

export function atMostLayers(most: number): string {
  return `at most ${most} layers`;
}

export function oneLayerInEach(): string {
  return expectation('one layer in each entry', 'write each on a line of its own');
}

/** Of a layer's name alone. */
export function layerNeeds(name: string, required: readonly string[]): string {
  return expectation(`its ${required.join(' and ')} too`, `write {${name}: {...}}`);
}

/** @param setting one that it has; null where it has none. */
export function layerSettings(name: string, setting: string | null): string {
  return expectation(
    `the settings of ${name}`,
    setting === null ? `write ${name} alone` : `write it like {${name}: {${setting}: ...}}`,
  );
}

/** What may stand in the place of a setting's value. */
export function orReference(): string {
  return 'or $name for a parameter of that name';
}

export function sizesExpected(): string {
  return 'a whole number from 1 up, or one for each dimension';
}

export function shapeExpected(): string {
  return 'a list of whole numbers';
}

export function flagExpected(): string {
  return 'true or false';
}

/** @param reference the parameter that the setting names; null where it says its value. */
export function settingWrong(
  setting: string,
  reference: string | null,
  got: string,
  expected: string,
): string {
  return problem({
    what: `${setting} cannot be ${reference === null ? 'this' : `$${reference}`}`,
    got,
    expected,
    advice: reference === null ? 'change it' : `change ${reference} under parameters`,
  });
}

/** Values of the parameters that a network's layers name. */
export type LayerValues = Readonly<Record<string, unknown>>;

export function endsInNoRow(where: string, shape: readonly unknown[], values: LayerValues): string {
  const text = valuesText(values);
  return problem({
    what: `${where} do not end in a row of numbers`,
    got: `an output of shape [${shape.join(', ')}]${text === '' ? '' : ` ${text}`}`,
    expected: 'one dimension before the softmax output',
    advice: 'add flatten, or a global pooling, or leave return_sequences out',
  });
}

export function cannotBeNetwork(where: string, reason: string, values: LayerValues): string {
  return problem({
    what: `${where} cannot be a network: ${reason}`,
    got: valuesText(values) || 'these layers',
    expected: 'layers that fit on each other',
    advice: 'change the layer or its values',
  });
}

/** `with filters 8, units 84`; nothing without values. */
function valuesText(values: LayerValues): string {
  const parts = Object.entries(values).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return parts.length === 0 ? '' : `with ${parts.join(', ')}`;
}

export function networkTooLarge(hidden: string, epochs: number): string {
  return problem({
    what: 'the network is too large to be counted',
    got: `hidden ${hidden} for ${epochs} epochs`,
    expected: 'training FLOPs below 2^63',
    advice: 'make it smaller',
  });
}

/** Of an activation. */
export function softmaxIsAdded(): string {
  return 'the output, a dense softmax layer of as many units as there are classes, is added: leave it out';
}
