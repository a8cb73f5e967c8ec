import * as messages from './messages.js';
import type { Count } from '../quantity/costs.js';
import { isMeasuredCost, isNoParameter } from './column-names.js';
import { canonical, type CsvFile, placeOf, ResultsFileError } from './csv.js';
import type { Column, Roles } from './roles.js';
import type { Run } from './runs.js';

export interface Costs {
  /** By configuration. */
  readonly costs: ReadonlyMap<string, Count>;
  /** True where runs of one configuration have different ones. */
  readonly isMedian: boolean;
}

/**
 * The cost of each configuration. A counted one must be the same in all of its runs; of one that a clock
 * or a meter took it is the median.
 */
export function costsOf(csv: CsvFile, roles: Roles, runs: readonly Run[]): Costs {
  const found = new Map<string, { readonly run: Run; readonly cost: Count }[]>();
  for (const run of runs) {
    if (run.outcome.kind !== 'value') continue;
    const list = found.get(run.configuration) ?? [];
    list.push({ run, cost: run.outcome.cost });
    found.set(run.configuration, list);
  }
  const all = [...found.values()].flat().map(({ cost }) => cost);
  const isMeasured =
    isMeasuredCost(roles.cost) ||
    all.some((cost) => typeof cost === 'number' && !Number.isInteger(cost));
  let isMedian = false;
  const costs = new Map<string, Count>();
  for (const [configuration, list] of found) {
    const [first] = list;
    const other = list.find(({ cost }) => cost !== first?.cost);
    if (first === undefined) continue;
    if (other === undefined) {
      costs.set(configuration, first.cost);
    } else if (isMeasured) {
      isMedian = true;
      costs.set(configuration, median(list.map(({ cost }) => Number(cost))));
    } else {
      throw new ResultsFileError(costConflict(csv, roles, first.run, other.run));
    }
  }
  return { costs, isMedian };
}

function costConflict(csv: CsvFile, roles: Roles, first: Run, other: Run): string {
  const cell = ({ record }: Run, { at }: Column): string => record.fields[at] ?? '';
  const used = [roles.cost, roles.metric, roles.seed, roles.state, ...roles.configuration];
  const differing = roles.columns.filter(
    (column) =>
      column.full !== '' &&
      !used.includes(column) &&
      canonical(cell(first, column)) !== canonical(cell(other, column)) &&
      !isNoParameter(column, column.isNumeric),
  );
  return messages.costDiffers(
    placeOf(csv, other.record, roles.cost.at),
    roles.cost.full,
    {
      configuration: first.configuration,
      here: cell(other, roles.cost),
      there: cell(first, roles.cost),
      line: first.record.line,
    },
    differing.map(({ full }) => full),
  );
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}
