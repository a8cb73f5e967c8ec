import { problem } from '../problem.js';

/** @param limits as they read: `flops <= 100,000`. */
export function noneInLimits(
  sweep: string,
  limits: readonly string[],
  nearest: { readonly name: string; readonly figures: string },
): string {
  return problem({
    what: `${sweep}: no complete configuration has ${limits.join(' and ')}`,
    advice: `the nearest is ${nearest.name} with ${nearest.figures}`,
  });
}

export function noneComplete(sweep: string, configurations: number, specPath: string): string {
  const none =
    configurations === 0
      ? 'it has no configuration'
      : `none of its ${configurations} configurations has completed every seed`;
  return problem({
    what: `${sweep}: nothing to choose from, ${none}`,
    advice: `run ${specPath === '<stdin>' ? 'its spec' : specPath} to its end as it was run last`,
  });
}
