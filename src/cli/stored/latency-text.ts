import { writeCount } from '../../front/numbers.js';
import type { LatencyRecord } from '../../trial/records.js';
import { textTable, type Cell } from '../terminal/text-table.js';
import { latenciesMeasuredOn } from '../../messages/cli/views.js';

/** What was measured, a line for each model and batch size, cheapest first. */
export function latencyText(
  latencies: readonly LatencyRecord[],
  names: ReadonlyMap<string, string>,
  width = Infinity,
): string {
  const sorted = [...latencies].sort(
    (a, b) => a.batch - b.batch || (a.flops < b.flops ? -1 : a.flops > b.flops ? 1 : 0),
  );
  const table = textTable(
    ['configuration', 'FLOPs', 'batch', 'ms per image', 'quartiles', 'runs', 'peak memory'],
    sorted.map((row): Cell[] => [
      names.get(row.configuration) ?? row.configuration,
      writeCount(row.flops),
      row.batch,
      writeMs(row.median_ms),
      `${writeMs(row.lower_quartile_ms)} to ${writeMs(row.upper_quartile_ms)}`,
      row.runs,
      `${Math.round(Number(row.peak_memory_bytes) / 1e6)} MB`,
    ]),
    { width, optional: ['runs', 'peak memory', 'FLOPs', 'quartiles'] },
  );
  const [first] = sorted;
  return first === undefined
    ? table
    : `${table}\n\n${latenciesMeasuredOn(first.engine, first.library, first.device_name ?? first.device)}`;
}

function writeMs(ms: number): string {
  return String(Number(ms.toPrecision(3)));
}
