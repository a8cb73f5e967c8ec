import type { Count } from '../trial/records.js';
import { valuesBySeed, type ConfigurationSummary } from './configurations.js';
import { differenceOf, type Difference } from './difference.js';
import { compareCounts } from './front.js';
import { MEAN_STEPS, meanInSteps, type Statistics } from './statistics.js';

/** How far below the best mean validation accuracy still counts as a good result. */
export const TOLERANCE = 0.01;

/** A complete configuration, with its validation accuracy known to be there. */
export interface Candidate {
  readonly configuration: ConfigurationSummary;
  readonly val_accuracy: Statistics;
}

/** A cheaper configuration beside the best one. */
export interface Saving {
  readonly candidate: Candidate;
  /** Best minus this one, in validation accuracy. */
  readonly difference: Difference | null;
  readonly flops_saved: Count;
  /** Share of the best one's FLOPs that is saved, 0 to 1. */
  readonly share_saved: number;
  /** How many times fewer FLOPs. */
  readonly ratio: number;
}

/** Can one still get a good result with fewer FLOPs? By state of the sweep. */
export type Answer =
  /** No configuration is complete. */
  | { readonly state: 'nothing'; readonly configurations: number }
  /** One complete configuration: nothing to compare with. */
  | { readonly state: 'single'; readonly configurations: number; readonly best: Candidate }
  /** A cheaper configuration is within one percentage point of the best. */
  | {
      readonly state: 'saves';
      readonly configurations: number;
      readonly complete: number;
      readonly best: Candidate;
      readonly cheapest: Saving;
    }
  /** None is; `next` is the most accurate cheaper one, null when the best is the cheapest too. */
  | {
      readonly state: 'costs';
      readonly configurations: number;
      readonly complete: number;
      readonly best: Candidate;
      readonly next: Saving | null;
    };

/**
 * Chooses by validation accuracy and forward FLOPs alone, among complete configurations. Ties: the
 * best of equal means is the one with fewer FLOPs, the cheapest of equal FLOPs the more accurate
 * one; then fewer parameters, then the id, so that the answer never depends on the order of rows.
 */
export function answerOf(configurations: readonly ConfigurationSummary[]): Answer {
  const candidates = configurations.flatMap((configuration) => {
    const { val_accuracy } = configuration.means;
    return configuration.complete && val_accuracy !== null ? [{ configuration, val_accuracy }] : [];
  });
  const [best] = [...candidates].sort((a, b) => byAccuracy(a, b) || byFlops(a, b) || byRest(a, b));
  if (best === undefined) return { state: 'nothing', configurations: configurations.length };
  if (candidates.length === 1) {
    return { state: 'single', configurations: configurations.length, best };
  }

  const counts = { configurations: configurations.length, complete: candidates.length };
  const cheaper = candidates.filter((candidate) => byFlops(candidate, best) < 0);
  const [cheapest] = cheaper
    .filter(({ val_accuracy }) => isWithinTolerance(val_accuracy.mean, best.val_accuracy.mean))
    .sort((a, b) => byFlops(a, b) || byAccuracy(a, b) || byRest(a, b));
  if (cheapest !== undefined) {
    return { state: 'saves', ...counts, best, cheapest: savingOf(best, cheapest) };
  }
  const [next] = cheaper.sort((a, b) => byAccuracy(a, b) || byFlops(a, b) || byRest(a, b));
  return {
    state: 'costs',
    ...counts,
    best,
    next: next === undefined ? null : savingOf(best, next),
  };
}

/** True when a mean is at most one percentage point below the best, that point included. */
export function isWithinTolerance(mean: number, best: number): boolean {
  return meanInSteps(best) - meanInSteps(mean) <= TOLERANCE * MEAN_STEPS;
}

function savingOf(best: Candidate, candidate: Candidate): Saving {
  const [dear, cheap] = [best.configuration.flops, candidate.configuration.flops];
  return {
    candidate,
    difference: differenceOf(
      valuesBySeed(best.configuration, 'val_accuracy'),
      valuesBySeed(candidate.configuration, 'val_accuracy'),
    ),
    flops_saved:
      typeof dear === 'number' && typeof cheap === 'number'
        ? dear - cheap
        : BigInt(dear) - BigInt(cheap),
    share_saved: 1 - Number(cheap) / Number(dear),
    ratio: Number(dear) / Number(cheap),
  };
}

function byAccuracy(a: Candidate, b: Candidate): number {
  return meanInSteps(b.val_accuracy.mean) - meanInSteps(a.val_accuracy.mean);
}

function byFlops(a: Candidate, b: Candidate): number {
  return compareCounts(a.configuration.flops, b.configuration.flops);
}

function byRest(a: Candidate, b: Candidate): number {
  return (
    compareCounts(a.configuration.params, b.configuration.params) ||
    (a.configuration.configuration < b.configuration.configuration ? -1 : 1)
  );
}
