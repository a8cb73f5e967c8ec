import { brief } from '../brief.js';
import { layerProblem, type NamedLayer } from './layer.js';

/** A setting in a layer's JSON; undefined where it is not there. */
export function wrongField(
  layer: NamedLayer,
  field: string,
  value: unknown,
  expected: string,
): string {
  return layerProblem(
    layer,
    value === undefined
      ? { what: `${field} is missing`, expected }
      : { what: `${field} is wrong`, got: brief(value), expected },
  );
}

// What is expected of settings.

export function wholeNumber(minimum: number): string {
  return `a whole number of at least ${minimum}`;
}

export function wholeNumbers(count: number, minimum: number): string {
  return `${count} whole numbers of at least ${minimum}, or one for all`;
}

export function wholeNumberOrList(): string {
  return 'a whole number or a list of them';
}

export function finiteNumber(): string {
  return 'a number';
}

export function trueOrFalse(): string {
  return 'true or false';
}

export function text(): string {
  return 'a text';
}

export function oneOf(words: readonly string[]): string {
  return `one of ${words.join(', ')}`;
}

export function listOfSizes(): string {
  return 'a list of sizes';
}

export function sizesOrOpen(): string {
  return 'sizes from 1 up, or null where open';
}

export function groupCount(): string {
  return '-1, or a whole number of at least 1';
}

export function cells(): string {
  return 'a cell with class_name and config, or a list of them';
}

/** Of padding and cropping. */
export function sides(dimensions: number): string {
  return dimensions === 1
    ? 'a whole number from 0 up, or two'
    : `a whole number from 0 up, or ${dimensions} of them, or ${dimensions} pairs`;
}
