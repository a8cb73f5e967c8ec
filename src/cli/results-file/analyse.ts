import { COSTS, type Count } from '../../quantity/costs.js';
import {
  limitOption,
  amountArgument,
  countArgument,
  fractionArgument,
  pointsArgument,
} from '../stored/numbers.js';
import { analyseFront, type FrontAnalysis } from '../../front/analyse-front.js';
import { writePercent } from '../../front/numbers.js';
import { badCost, leftOut, limitOfOtherCost, noShare } from './messages.js';
import { columnName } from '../../results-file/column-names.js';
import { readNumber } from '../../results-file/numbers.js';
import { readResults, type Results } from '../../results-file/results.js';
import { writeCost } from '../../results-file/words.js';
import { type Arguments, UsageError } from '../command.js';
import { textArgument } from '../arguments/options.js';
import type { Terminal } from '../terminal/terminal.js';
import { readResultsText } from './find.js';
import { columnChoicesFrom } from './options.js';

/** A file of results with what may be said of it. */
export interface AnalysedFile {
  readonly results: Results;
  /** Of what keeps to the limits. */
  readonly analysis: FrontAnalysis;
  /** As they read: `flops <= 100,000`. */
  readonly limits: readonly string[];
}

/**
 * Reads a file of results, says how it was read, and analyses those configurations that keep to the limits
 * of the command line.
 *
 * @throws UsageError for a limit that the file's cost or metric has not; ResultsFileError for the file.
 */
export function analyseFile(path: string, args: Arguments, terminal: Terminal): AnalysedFile {
  const results = readResults(readResultsText(path), path, columnChoicesFrom(args));
  const { goal, rows, range } = results;
  const options = {
    goal,
    tolerance: toleranceFrom(args, results),
    ...(range === null ? {} : { range }),
  };
  const most = mostCost(args, results);
  const least = leastMean(args, results);
  for (const note of [...results.notes, ...results.warnings]) terminal.message(`${note}\n`);
  const all = analyseFront(rows, options);
  for (const { configuration, reason } of all.left_out) {
    terminal.message(`${leftOut(path, configuration, reason)}\n`);
  }
  if (most === null && least === null) return { results, analysis: all, limits: [] };
  const kept = new Set(
    all.configurations
      .filter(
        ({ cost, mean }) => (most === null || cost <= most) && (least === null || mean >= least),
      )
      .map(({ configuration }) => configuration),
  );
  const narrowed = analyseFront(
    rows.filter(({ configuration }) => kept.has(configuration)),
    options,
  );
  return {
    results,
    analysis: { ...narrowed, left_out: all.left_out },
    limits: [
      ...(most === null ? [] : [`${results.cost} <= ${limitText(most)}`]),
      ...(least === null ? [] : [`${results.metric} >= ${writePercent(least)}`]),
    ],
  };
}

/** With all of its digits. */
function limitText(limit: Count): string {
  return typeof limit === 'bigint' || Number.isInteger(limit) ? writeCost(limit) : String(limit);
}

/** In points for a share, else in the metric's unit. */
function toleranceFrom(args: Arguments, { range, tolerance }: Results): number {
  const text = textArgument(args, 'within');
  const given = range === null ? amountArgument('within', text) : pointsArgument('within', text);
  return given ?? tolerance;
}

function mostCost(args: Arguments, { cost }: Results): Count | null {
  const { key } = columnName(cost);
  const limits: Count[] = [];
  for (const name of COSTS) {
    const limit = limitOption(name);
    const value = countArgument(limit, textArgument(args, limit));
    if (value === undefined) continue;
    if (key !== name) {
      throw new UsageError(limitOfOtherCost(limit, cost));
    }
    limits.push(value);
  }
  const text = textArgument(args, 'max-cost');
  if (text !== undefined) {
    const read = readNumber(text, '.');
    if (read.kind !== 'number' || read.isPerCent || read.value < 0) {
      throw new UsageError(badCost(text));
    }
    limits.push(read.value);
  }
  return limits.reduce<Count | null>(
    (low, limit) => (low === null || limit < low ? limit : low),
    null,
  );
}

function leastMean(args: Arguments, { metric, range, goal }: Results): number | null {
  const least = fractionArgument('min-accuracy', textArgument(args, 'min-accuracy'));
  if (least === undefined) return null;
  if (range === null || goal === 'minimize') throw new UsageError(noShare(metric));
  return least;
}
