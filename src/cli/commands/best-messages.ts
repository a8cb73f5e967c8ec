import { problem } from '../../text/problem.js';

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

export function unknownCost(got: string, known: readonly string[]): string {
  return problem({
    what: '--cost: no such cost of a sweep',
    got,
    expected: `one of ${known.join(', ')}`,
  });
}

export function batchWithoutLatency(): string {
  return problem({
    what: '--batch says at how many images a latency was measured',
    advice: 'give it with --cost latency_ms',
  });
}

/** @param batches those that were measured. */
export function notMeasured(sweep: string, batch: number, batches: readonly number[]): string {
  return problem({
    what: `${sweep}: no latency was measured ${batches.length === 0 ? '' : `at batch ${batch}`}`.trim(),
    ...(batches.length === 0 ? {} : { got: `latencies at batch ${batches.join(', ')}` }),
    advice:
      batches.length === 0
        ? `run sweep measure ${sweep}; it times the models that were kept, with run: {save: all} every one`
        : `run sweep measure ${sweep} --batch ${batch}, or give --batch ${batches[0]}`,
  });
}

export function measuredOnSeveral(sweep: string, places: readonly string[]): string {
  return problem({
    what: `${sweep}: latencies were measured in several places, which cannot be compared`,
    got: places.join('; '),
    advice: 'measure all of them on one machine, in a copy of the database',
  });
}

export function notAllMeasured(without: number, configurations: number): string {
  return `${without} of ${configurations} configurations have no measured latency and are left out`;
}

/** Of --min-accuracy: what was compared was chosen by the noise that the comparison is about. */
export function limitedByResults(): string {
  return 'The limit chose by measured accuracy, so that the 95 % are of the comparison alone, not of that choice.';
}

export function latencyIsExact(): string {
  return 'Latencies are taken as exact; sweep measure shows how much they vary.';
}
