import { problem } from '../problem.js';
import { shapeText } from '../shape-text.js';

// Settings of a layer that do not fit the tensor that it reads. Whoever knows the layer puts its
// name in front.

type Shape = readonly number[];

export function windowTooLong(extent: number, length: number): string {
  return problem({
    what: `a window ${extent} long does not fit an input ${length} long`,
    advice: 'make it smaller, or set padding to same',
  });
}

export function convolutionGroups(channels: number, filters: number, groups: number): string {
  return problem({
    what: `${channels} channels and ${filters} filters do not fall into ${groups} groups`,
    expected: 'groups that divide both',
  });
}

export function channelGroups(channels: bigint, groups: bigint): string {
  return problem({
    what: `${channels} channels do not fall into ${groups} groups`,
    expected: 'groups that divide the channels',
  });
}

export function notReshaped(from: Shape, to: Shape): string {
  return problem({
    what: `${shapeText(from)} cannot become ${shapeText(to)}`,
    expected: 'as many elements, one size at most -1',
  });
}

export function notPermuted(dims: readonly number[], rank: number): string {
  return problem({
    what: 'dims is no order of the dimensions',
    got: shapeText(dims),
    expected: `each of 1 to ${rank} once`,
  });
}

export function nothingCropped(before: number, after: number, length: number): string {
  return problem({
    what: `cropping ${before} and ${after} of ${length} leaves nothing`,
    expected: `less than ${length} together`,
  });
}

export function noEquation(equation: string): string {
  return problem({
    what: 'equation is wrong',
    got: equation,
    expected: 'one like abc,cd->abd',
  });
}

export function equationMisfit(equation: string, input: Shape): string {
  return problem({
    what: `equation ${equation} does not fit an input ${shapeText(input)}`,
    expected: 'a letter for the batch and one for each dimension',
  });
}

export function labelOpen(equation: string, label: string): string {
  return problem({
    what: `equation ${equation} leaves the size of ${label} open`,
    expected: 'it in output_shape',
  });
}
