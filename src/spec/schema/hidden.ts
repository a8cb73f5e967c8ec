import { z } from 'zod';
import { expectation, listLike } from '../words/messages.js';
import { atMostLayers } from './layers.js';
import { conditionSchema, distributionKeys, probabilitiesSchema } from './parameter.js';
import { readDistribution } from '../search/distribution.js';
import { custom, list, mapping, whole } from './values.js';

/** Far wider than anything trained here; a slip of the keyboard more likely than a wish. */
export const WIDEST = 100_000;
export const DEEPEST = 100;

const WIDTH = whole(1, WIDEST, sayUnits());
const DEPTH = whole(0, DEEPEST);

/** The widths of one network's hidden layers. */
export const HIDDEN_LAYERS = z.array(WIDTH, { error: networkWidths() }).max(DEEPEST, {
  error: atMostLayers(DEEPEST),
});

const WIDTHS_BY_DEPTH = z.record(
  z.string().regex(/^\d{1,3}$/, { error: depthBeforeWidths() }),
  oneOrMore(WIDTH, '[16, 32, 64]'),
);

const FORMS = mapping({
  values: list(HIDDEN_LAYERS, '[[], [16], [50, 50]]').optional(),
  value: HIDDEN_LAYERS.optional(),
  depth: drawnOrListed(DEPTH, '[1, 2, 3]')
    .optional()
    .describe('Numbers of hidden layers, combined with every width.'),
  width: z
    .union([drawnOrListed(WIDTH, '[16, 32, 64]'), WIDTHS_BY_DEPTH], {
      error: widthsOrByDepth(),
    })
    .optional()
    .describe('Units of each of those layers; or, by depth, `{1: [16, 32], 2: [50, 100]}`.'),
  probabilities: probabilitiesSchema(),
  when: conditionSchema().optional(),
  otherwise: HIDDEN_LAYERS.optional().describe('The value where `when` does not hold.'),
}).check(({ value: forms, issues }) => {
  if (issues.length > 0) return;
  const { value, values, depth, width, probabilities, when, otherwise } = forms;
  const given = [value, values, depth ?? width].filter((form) => form !== undefined).length;
  if (given !== 1) {
    issues.push(custom(forms, oneFormOfHidden()));
  } else if (isByDepth(width)) {
    if (depth !== undefined) {
      issues.push(custom(depth, widthsSayDepths(), ['depth']));
    }
  } else if ((depth === undefined) !== (width === undefined)) {
    issues.push(custom(forms, depthNeedsWidth(depth === undefined ? 'depth' : 'width')));
  } else if (sizeOf(depth) * sizeOf(width) > MOST_NETWORKS) {
    issues.push(custom(forms, atMostNetworks(MOST_NETWORKS)));
  } else if (probabilities !== undefined && probabilities.length !== values?.length) {
    issues.push(custom(probabilities, probabilityForEachNetwork(), ['probabilities']));
  } else if (when !== undefined && otherwise === undefined) {
    issues.push(custom(forms, whenNeedsOtherwiseWidths()));
  }
});

/** More than anybody trains; they would take memory to write out. */
const MOST_NETWORKS = 10_000;

function sizeOf(numbers: unknown): number {
  return Array.isArray(numbers) ? numbers.length : 1;
}

/** Widths by depth: a mapping whose keys are numbers. */
export function isByDepth(width: unknown): width is Readonly<Record<string, number | number[]>> {
  return (
    typeof width === 'object' &&
    width !== null &&
    !Array.isArray(width) &&
    Object.keys(width).every((key) => /^\d+$/.test(key))
  );
}

/** One network as a bare list, or several as {values: [...]} or {depth: [...], width: [...]}. */
export const HIDDEN = z
  .union([HIDDEN_LAYERS, FORMS], {
    error: hiddenExpected(),
  })
  .describe('Units of each hidden layer; [] is softmax regression.');

export type HiddenForm = z.output<typeof HIDDEN>;

/** One number as it is, or several in a list. */
function oneOrMore<Item extends z.ZodType>(item: Item, example: string) {
  return z.union([item, list(item, example)], {
    error: listLike(example),
  });
}

/** The same, or a distribution of whole numbers. */
function drawnOrListed<Item extends z.ZodType>(item: Item, example: string) {
  const drawn = mapping(distributionKeys()).check(({ value, issues }) => {
    if (issues.length > 0) return;
    const read = readDistribution(value);
    if (typeof read === 'string') issues.push(custom(value, read));
  });
  return z.union([item, list(item, example), drawn], {
    error: listLike(example),
  });
}

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
  return 'write the number of units';
}

export function widthsOrByDepth(): string {
  return expectation('a list', 'for example [16, 32, 64], or {1: [16, 32], 2: [50]} by depth');
}

export function depthBeforeWidths(): string {
  return 'a depth, a whole number, before each list';
}

export function oneFormOfHidden(): string {
  return expectation('one of values, value, or depth with width', 'keep one form');
}

export function widthsSayDepths(): string {
  return expectation('no depth with widths by depth', 'delete it: the widths give the depths');
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
  return 'one probability per value';
}

export function whenNeedsOtherwiseWidths(): string {
  return expectation('otherwise only with when', 'add otherwise: [100]');
}

/** Of a list of networks that stands where the widths of one do. */
export function severalNetworks(): string {
  return 'write {values: [[16], [50, 50]]} for several networks';
}
