import * as messages from './messages.js';
import type { Count } from '../quantity/costs.js';
import { namesShare } from './column-names.js';
import { canonical, type CsvFile, type CsvRecord, placeOf, ResultsFileError } from './csv.js';
import { decimalMarkOf, readNumber, type CellNumber, type DecimalMark } from './numbers.js';
import type { Column, Roles } from './roles.js';
import { runState } from './states.js';

/** A row of the file: what it is of, and what came of it. */
export interface Run {
  readonly record: CsvRecord;
  /** Equal for runs of one configuration. */
  readonly configuration: string;
  /** Empty where it has none. */
  readonly seed: string;
  readonly outcome: Outcome;
}

export type Outcome =
  /** `value` of a share is from 0 to 1 also where the file has it in per cent. */
  | { readonly kind: 'value'; readonly cost: Count; readonly value: number }
  /** Its loss or its metric is no number any more. */
  | { readonly kind: 'diverged' }
  /** It was stopped since it did badly. */
  | { readonly kind: 'stopped'; readonly state: string }
  /** It came to its end, but has no metric. */
  | { readonly kind: 'no-value' }
  /** It has not come to its end, or has neither cost nor metric. */
  | { readonly kind: 'unfinished'; readonly lacks: Lack };

export type Lack = { readonly state: string } | { readonly column: string };

export interface Runs {
  readonly runs: readonly Run[];
  /** True where the metric's values are shares of a whole: accuracy and its like. */
  readonly isShare: boolean;
  /** True where the file has them in per cent. */
  readonly isPerCent: boolean;
}

/**
 * Reads every row. Only those that came to their end need numbers.
 *
 * @throws ResultsFileError with the place of a cell that is no number, or of a seed that is missing.
 */
export function readRuns(csv: CsvFile, roles: Roles): Runs {
  const mark = markOf(csv, roles);
  const read = csv.records.map((record) => readRun(csv, roles, record, mark));
  const numbers = read.flatMap(({ record, metric }) =>
    metric?.kind === 'number' ? [{ record, ...metric }] : [],
  );
  const signed = numbers.some(({ isPerCent }) => isPerCent);
  const bare = numbers.find(({ isPerCent }) => !isPerCent);
  if (signed && bare !== undefined) {
    const place = placeOf(csv, bare.record, roles.metric.at);
    const text = bare.record.fields[roles.metric.at] ?? '';
    throw new ResultsFileError(messages.noPerCent(place, roles.metric.full, text));
  }
  const values = numbers.map(({ value }) => Number(value));
  const unit = unitOf(roles.metric, values, signed);
  const runs = read.map(({ record, outcome }) => ({
    record,
    configuration: configurationOf(record, roles),
    seed: roles.seed === null ? '' : canonical(record.fields[roles.seed.at] ?? ''),
    outcome:
      outcome.kind === 'value' && unit.isPerCent
        ? { ...outcome, value: Number(`${outcome.value}e-2`) }
        : outcome,
  }));
  for (const { record, seed, outcome } of runs) {
    if (roles.seed === null || seed !== '' || outcome.kind !== 'value') continue;
    const place = placeOf(csv, record, roles.seed.at);
    throw new ResultsFileError(messages.noSeed(place, roles.seed.full));
  }
  return { runs, ...unit };
}

/** Per cent by its sign, or by its name and its size; a share by its name, where it is one everywhere. */
function unitOf(
  metric: Column,
  values: readonly number[],
  signed: boolean,
): { readonly isShare: boolean; readonly isPerCent: boolean } {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) [least, most] = [Math.min(least, value), Math.max(most, value)];
  const couldBe = least >= 0 && (signed || namesShare(metric));
  const isPerCent = signed || (couldBe && most > 1.5 && most <= 100);
  return { isPerCent, isShare: couldBe && most <= (isPerCent ? 100 : 1) };
}

/** Without a column of seeds every row is a configuration of its own: nothing says that it is a repeat. */
function configurationOf({ fields, line }: CsvRecord, { configuration, seed }: Roles): string {
  const values = configuration.map(({ at }) => canonical(fields[at] ?? ''));
  return JSON.stringify(seed === null ? [...values, line] : values);
}

function markOf(csv: CsvFile, { cost, metric }: Roles): DecimalMark {
  const cells = [cost, metric].flatMap(({ at }) =>
    csv.records.map(({ fields }) => fields[at] ?? ''),
  );
  const found = decimalMarkOf(cells, csv.delimiter);
  if ('mark' in found) return found.mark;
  const text = found.ambiguous;
  for (const column of [cost, metric]) {
    const record = csv.records.find(({ fields }) => fields[column.at] === text);
    if (record === undefined) continue;
    const place = placeOf(csv, record, column.at);
    throw new ResultsFileError(messages.ambiguousNumber(place, column.full, text));
  }
  throw new Error(`no cell holds ${text}`);
}

interface ReadRun {
  readonly record: CsvRecord;
  readonly outcome: Outcome;
  /** Of one whose metric was read. */
  readonly metric?: CellNumber;
}

function readRun(csv: CsvFile, roles: Roles, record: CsvRecord, mark: DecimalMark): ReadRun {
  const stateText = roles.state === null ? null : (record.fields[roles.state.at] ?? '').trim();
  const state = stateText === null ? null : runState(stateText);
  if (state === 'other') {
    return { record, outcome: { kind: 'unfinished', lacks: { state: stateText ?? '' } } };
  }
  if (state === 'stopped') return { record, outcome: { kind: 'stopped', state: stateText ?? '' } };
  if (state === 'diverged') return { record, outcome: { kind: 'diverged' } };

  const metric = numberIn(csv, record, roles.metric, mark);
  const cost = numberIn(csv, record, roles.cost, mark);
  const isKnown = roles.configuration.some(({ at }) => (record.fields[at] ?? '').trim() !== '');
  if (metric.kind === 'missing') {
    // A run that has a name only, as one that was started to try something out.
    const isEmpty = cost.kind === 'missing' || !isKnown;
    return state === 'finished' && !isEmpty
      ? { record, outcome: { kind: 'no-value' } }
      : { record, outcome: { kind: 'unfinished', lacks: { column: roles.metric.full } } };
  }
  if (metric.kind === 'non-finite') return { record, outcome: { kind: 'diverged' } };
  if (cost.kind !== 'number') {
    return { record, metric, outcome: { kind: 'unfinished', lacks: { column: roles.cost.full } } };
  }
  if (cost.value < 0) {
    const place = placeOf(csv, record, roles.cost.at);
    const text = record.fields[roles.cost.at] ?? '';
    throw new ResultsFileError(messages.negativeCost(place, roles.cost.full, text));
  }
  const value = metric.kind === 'number' ? Number(metric.value) : NaN;
  return { record, metric, outcome: { kind: 'value', cost: cost.value, value } };
}

/** @throws ResultsFileError where the cell holds a text. */
function numberIn(csv: CsvFile, record: CsvRecord, column: Column, mark: DecimalMark): CellNumber {
  const text = record.fields[column.at] ?? '';
  const read = readNumber(text, mark);
  if (read.kind !== 'text') return read;
  const place = placeOf(csv, record, column.at);
  throw new ResultsFileError(messages.notANumber(place, column.full, text));
}
