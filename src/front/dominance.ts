import type { Count } from '../trial/records.js';

/** One direction in which items are compared. */
export interface Criterion<Item> {
  readonly goal: 'maximize' | 'minimize';
  /** Null where the item has no such value; exact, also when bigint meets number. */
  readonly value: (item: Item) => Count | null;
}

/**
 * The non-dominated items over 1 to 4 criteria, in their given order.
 *
 * `a` dominates `b` when it is at least as good in every criterion and better in one. So equal items
 * do not dominate each other and are all kept or all dropped. An item without a finite value in
 * every criterion is never kept and dominates nothing. With one criterion the result is every item
 * that has the best value.
 */
export function nonDominated<Item>(
  items: readonly Item[],
  criteria: readonly Criterion<Item>[],
): readonly Item[] {
  if (criteria.length < 1 || criteria.length > 4) {
    throw new RangeError(`a front needs 1 to 4 objectives, got ${criteria.length}`);
  }
  const candidates = items.flatMap((item) => {
    const values = criteria.map((criterion) => criterion.value(item));
    return values.every(isFinite) ? [{ item, values }] : [];
  });
  const goals = criteria.map((criterion) => criterion.goal);
  // What dominates an item comes before it when the best come first, and if it is dominated itself, so
  // is the item by what dominates it: those that were kept are all that there is to ask.
  const kept: (typeof candidates)[number][] = [];
  for (const candidate of [...candidates].sort((a, b) => byGoals(a.values, b.values, goals))) {
    // Mostly one of the last: next to it by the first criterion, and the best so far by the second.
    const by = kept.findLast(({ values }) => dominates(values, candidate.values, goals));
    if (by === undefined) kept.push(candidate);
  }
  const front = new Set(kept);
  return candidates.filter((candidate) => front.has(candidate)).map(({ item }) => item);
}

/** The better one first: by the first criterion in which they differ. */
function byGoals(
  a: readonly Count[],
  b: readonly Count[],
  goals: readonly Criterion<never>['goal'][],
): number {
  for (const [index, goal] of goals.entries()) {
    const [left, right] = [a[index], b[index]];
    if (left === undefined || right === undefined) return 0;
    if (left < right) return goal === 'maximize' ? 1 : -1;
    if (left > right) return goal === 'maximize' ? -1 : 1;
  }
  return 0;
}

function isFinite(value: Count | null): value is Count {
  return typeof value === 'bigint' || Number.isFinite(value);
}

function dominates(
  a: readonly Count[],
  b: readonly Count[],
  goals: readonly Criterion<never>['goal'][],
): boolean {
  let better = false;
  for (const [index, goal] of goals.entries()) {
    const [left, right] = [a[index], b[index]];
    if (left === undefined || right === undefined) return false;
    // `<` between a bigint and a number compares their exact values; `===` would not.
    const less = left < right;
    const more = left > right;
    if (goal === 'maximize' ? less : more) return false;
    if (less || more) better = true;
  }
  return better;
}
