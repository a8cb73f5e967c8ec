import { expect } from 'vitest';
import { summarizeConfigurations } from '../../src/front/configurations.js';
import { analyseSweep } from '../../src/front/sweep-analysis.js';
import type { Connection } from '../../src/store/sqlite.js';
import { readSweep } from '../../src/store/read.js';

export interface Shown {
  readonly configuration: string;
  readonly on_front: number | null;
  readonly verdict: string | null;
  readonly interval_low: number | null;
  readonly interval_high: number | null;
  readonly metric: string | null;
  readonly cost: string | null;
}

/** What the view says. */
export function shown(db: Connection, sweep: string): Shown[] {
  return db
    .prepare(
      `SELECT configuration, on_front, verdict, interval_low, interval_high, metric, cost
       FROM configurations WHERE sweep = ?`,
    )
    .all(sweep) as Shown[];
}

/** What the rows as they stand give, by front/ alone. */
export function fresh(db: Connection, sweep: string): Shown[] {
  const stored = readSweep(db, sweep);
  if (stored === undefined) throw new Error(sweep);
  const { subject, configurations } = analyseSweep(
    summarizeConfigurations(stored.trials),
    stored.sweep.objectives,
  );
  return configurations.map(({ summary, analysis, on_front }) => ({
    configuration: summary.configuration,
    on_front: on_front ? 1 : 0,
    verdict: analysis?.verdict ?? null,
    interval_low: analysis?.interval?.[0] ?? null,
    interval_high: analysis?.interval?.[1] ?? null,
    metric: subject.metric,
    cost: subject.cost,
  }));
}

/** Equal but for the digits that an interval is stored in. */
export function expectFresh(
  found: readonly Shown[],
  expected: readonly Shown[],
  step: string,
): void {
  const close = (value: number | null): unknown =>
    value === null ? null : expect.closeTo(value, 9);
  expect(found, step).toEqual(
    expected.map((item) => ({
      ...item,
      interval_low: close(item.interval_low),
      interval_high: close(item.interval_high),
    })),
  );
}
