import { valueDamaged } from './messages.js';
import type { Objective } from '../trial/objective.js';
import { COSTS } from '../quantity/costs.js';
import { METRICS } from '../quantity/metrics.js';
import type { Connection } from './sqlite.js';
import { StoreError } from './store-error.js';

/**
 * Refuses a database in which somebody has changed what is kept as JSON, so that it is none of ours
 * any more: nothing that is worked out from it would be right.
 *
 * @throws StoreError that names file, column and value.
 */
export function refuseUnsound(db: Connection): void {
  const refuse = (column: string, got: unknown, expected: 'objectives' | 'parameters'): never => {
    throw new StoreError(valueDamaged(db.name, column, String(got), expected));
  };
  for (const text of db.prepare('SELECT objectives FROM sweeps').pluck().all()) {
    if (objectivesIn(text) === null) refuse('sweeps.objectives', text, 'objectives');
  }
  const [parameters] = db
    .prepare(
      `SELECT parameters FROM stored_configurations
       WHERE CASE WHEN json_valid(CAST(parameters AS TEXT))
         THEN json_type(parameters) <> 'object' ELSE 1 END LIMIT 1`,
    )
    .pluck()
    .all();
  if (parameters !== undefined)
    refuse('stored_configurations.parameters', parameters, 'parameters');
}

const NAMES: readonly unknown[] = [...METRICS, ...COSTS];

/** The objectives that a text holds: at least one, each a quantity of a trial and its goal; else null. */
export function objectivesIn(text: unknown): readonly Objective[] | null {
  const value = parsed(text);
  const areObjectives =
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((item: unknown) => {
      const { name, goal } = (item ?? {}) as Partial<Objective>;
      return NAMES.includes(name) && (goal === 'maximize' || goal === 'minimize');
    });
  return areObjectives ? (value as Objective[]) : null;
}

/** Undefined where it is no JSON. */
function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text)) as unknown;
  } catch {
    return undefined;
  }
}
