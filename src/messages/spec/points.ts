import { problem } from '../problem.js';

/** @param expected what its first strange value could be; null where its values are known ones. */
export function excludesNothing(where: string, got: string, expected: string | null): string {
  return problem({
    what: `${where} excludes nothing`,
    got,
    expected: expected ?? 'values that stand together in the grid',
    advice: 'change it, or delete it',
  });
}

export function excludesAll(got: string): string {
  return problem({
    what: 'exclude leaves nothing to train',
    got,
    expected: 'at least one point left',
    advice: 'delete an entry',
  });
}

export function includeWithoutModel(
  where: string,
  got: string,
  families: readonly string[],
): string {
  return problem({
    what: `${where} says not which model it is`,
    got,
    expected: `family: one of ${families.join(', ')}`,
    advice: 'add it',
  });
}

export function includeOfOtherModel(
  where: string,
  name: string,
  model: string,
  known: readonly string[],
): string {
  return problem({
    what: `${where} gives ${name}, which the model ${model} has not`,
    got: name,
    expected: `one of ${known.join(', ')}`,
    advice: 'delete it',
  });
}

/** A parameter of several values that the entry does not give. */
export function includeLeavesOpen(where: string, got: string, name: string): string {
  return problem({
    what: `${where} leaves ${name} open, which has several values`,
    got,
    expected: `a value of ${name}`,
    advice: `add ${name}: ...`,
  });
}
