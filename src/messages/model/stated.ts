import { problem } from '../problem.js';
import { shapeText } from '../shape-text.js';
import { inLayer } from './layer.js';

type PartialShape = readonly (number | null)[];

const ADVICE = 'no count is given, since one of the two is wrong; please report it with the file';

/** Of a tensor: the layer that makes it, or the input, counted from 1. */
export function otherOutput(
  maker: { readonly name: string; readonly class: string } | { readonly input: number },
  got: PartialShape,
  stated: PartialShape,
): string {
  const text = problem({
    what: 'its output has not the shape that the file states',
    got: shapeText([null, ...got]),
    expected: shapeText([null, ...stated]),
    advice: ADVICE,
  });
  return 'input' in maker
    ? `input ${maker.input}: ${text}`
    : inLayer({ layer: maker.name, class: maker.class }, text);
}

export function otherInput(
  { name, class: className }: { readonly name: string; readonly class: string },
  got: PartialShape,
  stated: PartialShape,
): string {
  return inLayer(
    { layer: name, class: className },
    problem({
      what: 'its input has not the shape that the file says it was built on',
      got: shapeText([null, ...got]),
      expected: shapeText([null, ...stated]),
      advice: ADVICE,
    }),
  );
}
