import { problem } from '../../text/problem.js';

/** @param limits as they read: `flops <= 100,000`. */
export function noneInLimits(
  sweep: string,
  limits: readonly string[],
  nearest: { readonly name: string; readonly figures: string },
): string {
  return problem({
    what: `${sweep}: no complete configuration has ${limits.join(' and ')}`,
    advice: `the closest is ${nearest.name} with ${nearest.figures}`,
  });
}

export function noneComplete(sweep: string, configurations: number, specPath: string): string {
  const none =
    configurations === 0
      ? 'it has no configurations'
      : `none of its ${configurations} configurations has completed every seed`;
  return problem({
    what: `${sweep}: nothing to choose from, ${none}`,
    advice: `run ${specPath === '<stdin>' ? 'its spec' : specPath} to completion, with the same settings as last time`,
  });
}

/** Of trials of an older version, which completed without a metric. */
export function noneMeasured(sweep: string, metric: string): string {
  return problem({
    what: `${sweep}: no complete configuration has a value of ${metric}, which its trials were trained without`,
    advice: `remove them, sweep rm ${sweep} --yes, and run its spec again`,
  });
}

export function unknownCost(got: string, known: readonly string[]): string {
  return problem({
    what: '--cost: not a cost of a sweep',
    got,
    expected: `one of ${known.join(', ')}`,
  });
}

export function batchWithoutLatency(): string {
  return problem({
    what: '--batch selects the batch size of a measured latency',
    advice: 'use it with --cost latency_ms',
  });
}

/** @param batches those that were measured. */
export function notMeasured(sweep: string, batch: number, batches: readonly number[]): string {
  return problem({
    what: `${sweep}: no latency was measured ${batches.length === 0 ? '' : `at batch ${batch}`}`.trim(),
    ...(batches.length === 0 ? {} : { got: `latencies at batch ${batches.join(', ')}` }),
    advice:
      batches.length === 0
        ? `run sweep measure ${sweep}; it times the kept models, all of them with run: {save: all}`
        : `run sweep measure ${sweep} --batch ${batch}, or pass --batch ${batches[0]}`,
  });
}

export function measuredOnSeveral(sweep: string, places: readonly string[]): string {
  return problem({
    what: `${sweep}: latencies from different machines or engines cannot be compared`,
    got: places.join('; '),
    advice: 'measure all models on one machine, in a copy of the database',
  });
}

export function notAllMeasured(without: number, configurations: number): string {
  return `${without} of ${configurations} configurations have no measured latency and are left out`;
}

/** Of --min-accuracy: what was compared was chosen by the noise that the comparison is about. */
export function limitedByResults(): string {
  return 'The accuracy limit selects on measured data; the 95 % cover the comparison, not that selection.';
}

export function latencyIsExact(): string {
  return 'Latencies are treated as exact; sweep measure shows how much they vary.';
}
