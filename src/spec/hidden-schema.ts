import { z } from 'zod';
import { custom, expectation, list, mapping, whole } from './values.js';

/** Far wider than anything trained here; a slip of the keyboard more likely than a wish. */
export const WIDEST = 100_000;
export const DEEPEST = 100;

const bareError = expectation(
  'a list of layer widths',
  'write [100] for one hidden layer of 100, [] for none',
);
const WIDTH = whole(1, WIDEST, 'write how many units the layer has');
const LAYERS = z.array(WIDTH, { error: bareError }).max(DEEPEST, {
  error: expectation(`at most ${DEEPEST} layers`),
});

const FORMS = mapping({
  values: list(LAYERS, '[[], [16], [50, 50]]').optional(),
  value: LAYERS.optional(),
  depth: oneOrMore(whole(0, DEEPEST), '[1, 2, 3]')
    .optional()
    .describe('Numbers of hidden layers, combined with every width.'),
  width: oneOrMore(WIDTH, '[16, 32, 64]').optional().describe('Units of each of those layers.'),
}).check(({ value: forms, issues }) => {
  if (issues.length > 0) return;
  const { value, values, depth, width } = forms;
  const given = [value, values, depth ?? width].filter((form) => form !== undefined).length;
  if (given !== 1) {
    issues.push(custom(forms, 'one of values, value, or depth with width', 'keep one form'));
  } else if ((depth === undefined) !== (width === undefined)) {
    const missing = depth === undefined ? 'depth' : 'width';
    issues.push(custom(forms, 'depth and width together', `add ${missing}`));
  }
});

/** One network as a bare list, or several as {values: [...]} or {depth: [...], width: [...]}. */
export const HIDDEN = z
  .union([LAYERS, FORMS], {
    error: expectation(
      'the widths of the hidden layers',
      'write [50, 50] for one network, {values: [[16], [50, 50]]} for several',
    ),
  })
  .describe('Units of each hidden layer; [] is softmax regression.');

/** One number as it is, or several in a list. */
function oneOrMore<Item extends z.ZodType>(item: Item, example: string) {
  return z.union([item, list(item, example)], {
    error: expectation('a list', `write it like ${example}`),
  });
}
