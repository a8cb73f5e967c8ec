import { problem } from '../problem.js';

/** A layer whose FLOPs nobody has written down. */
export function uncountedLayer(layer: string, className: string): string {
  return problem({
    what: `the FLOPs of layer ${layer} are not known`,
    got: `class ${className}`,
    advice: 'docs/flops.md lists the classes that are',
  });
}
