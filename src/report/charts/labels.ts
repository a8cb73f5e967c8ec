import type { Mark, Spec } from 'vega';

/**
 * Gives a text mark Vega's label transform, which Vega-Lite cannot express: each label takes the
 * first place around its point where it covers no other label and none of `avoid` (marks that are there), and is left out
 * where there is none (a phone). Up and to the left is tried first: a front's step line arrives from
 * below and leaves to the right.
 */
export function keepLabelsApart(spec: Spec, labels: string, avoid: readonly string[]): Spec {
  const present = new Set((spec.marks ?? []).map((mark) => mark.name));
  return {
    ...spec,
    marks: (spec.marks ?? []).map((mark): Mark =>
      mark.name !== labels
        ? mark
        : {
            ...mark,
            transform: [
              {
                type: 'label',
                // A chart that is not shown, as while a window is being resized, has no width.
                size: { signal: '[max(width, 1), max(height, 1)]' },
                anchor: ['top-left', 'left', 'top', 'bottom-right', 'right', 'bottom', 'top-right'],
                offset: [8],
                padding: 0,
                avoidMarks: avoid.filter((name) => present.has(name)),
              },
            ],
          },
    ),
  };
}
