import { problem } from '../text/problem.js';

/** An optimizer in words: `momentum 0.9`, `adam with weight decay 0.01`. */
export function optimizer(
  name: string,
  momentum: number | null,
  weightDecay: number | null,
): string {
  const rule = momentum === null ? name : `${name} ${figure(momentum)}`;
  return weightDecay === null ? rule : `${rule} with weight decay ${figure(weightDecay)}`;
}

export function withSettings(name: string, settings: readonly string[]): string {
  return `${name} with ${settings.join(', ')}`;
}

/** @param left settings whose operations are not counted. */
export function loss(name: string, left: readonly string[]): string {
  return left.length === 0 ? name : `${name} (without its ${left.join(', ')})`;
}

/** What a model's file says of its training and what is therefore counted; null for no part of it. */
export function asTheFileSays(optimizerText: string | null, lossText: string | null): string {
  const parts = [
    ...(optimizerText === null ? [] : [`optimizer ${optimizerText}`]),
    ...(lossText === null ? [] : [optimizerText === null ? `loss ${lossText}` : lossText]),
  ];
  return `${parts.join(' and ')}, from the file`;
}

/** An optimizer or a loss of the file whose count nobody has written down. */
export function statedNotCounted(
  file: string,
  part: 'optimizer' | 'loss',
  text: string,
  counted: readonly string[],
): string {
  return problem({
    what: `${file}: the file's ${part} cannot be counted`,
    got: text,
    expected: `one of ${counted.join(', ')}`,
    advice: `count another one with --${part}`,
  });
}

function figure(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** A layer whose FLOPs nobody has written down. */
export function uncountedLayer(layer: string, className: string): string {
  return problem({
    what: `the FLOPs of layer ${layer} are unknown`,
    got: `class ${className}`,
    advice: 'docs/flops.md lists the known classes',
  });
}
