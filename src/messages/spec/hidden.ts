import { expectation } from './expectation.js';

export function hiddenExpected(): string {
  return expectation(
    'the widths of the hidden layers',
    'write [50, 50] for one network, {values: [[16], [50, 50]]} for several',
  );
}

export function layerWidths(): string {
  return 'a list of layer widths';
}

/** Of one network. */
export function networkWidths(): string {
  return expectation(layerWidths(), 'write [100] for one hidden layer of 100, [] for none');
}

/** What to do where a width is none. */
export function sayUnits(): string {
  return 'write how many units the layer has';
}

export function widthsOrByDepth(): string {
  return expectation('a list', 'write it like [16, 32, 64], or {1: [16, 32], 2: [50]} by depth');
}

export function depthBeforeWidths(): string {
  return 'a depth, a whole number, before each list';
}

export function oneFormOfHidden(): string {
  return expectation('one of values, value, or depth with width', 'keep one form');
}

export function widthsSayDepths(): string {
  return expectation('no depth beside widths by depth', 'delete it: the widths say their depths');
}

export function depthNeedsWidth(missing: 'depth' | 'width'): string {
  return expectation('depth and width together', `add ${missing}`);
}

export function atMostNetworks(most: number): string {
  return expectation(
    `at most ${most.toLocaleString('en')} networks`,
    'list fewer depths and widths',
  );
}

export function probabilityForEachNetwork(): string {
  return 'one probability for each of values';
}

export function whenNeedsOtherwiseWidths(): string {
  return expectation('otherwise beside when', 'add otherwise: [100]');
}

/** Of a list of networks that stands where the widths of one do. */
export function severalNetworks(): string {
  return 'write {values: [[16], [50, 50]]} for several networks';
}
