import { pathText } from '../../spec-error.js';
import type { SpecDocument } from '../../schema/schema.js';
import { GridWalk } from '../../search/grid-walk.js';
import { has, join, Patterns } from '../../search/patterns.js';
import { type Axis, includedPoint, matches, modelOf, type Search } from '../../search/space.js';
import type { Report } from '../../yaml/places.js';
import type { YamlSource } from '../../yaml/yaml-source.js';
import { snippet } from '../explain.js';
import { valuesInstead, valuesOfParameters } from './conditions.js';
import { patternOf } from '../models.js';
import { problem } from '../../../text/problem.js';

/** Each entry excludes a point of the grid, and together they leave one. */
export function checkExclude(
  source: YamlSource,
  document: SpecDocument,
  search: Search,
  at: Report,
): void {
  if (search.exclude.length === 0 || search.method.kind !== 'grid') return;
  const patterns = new Patterns(search.exclude);
  const used = patterns.none();
  let kept = search.include.length;
  for (const model of search.models) {
    const walk = new GridWalk(model, search.zip, patterns);
    while (walk.next()) {
      if (walk.excluded) join(used, walk.matched);
      else kept += 1;
    }
  }
  const idle = [...search.exclude.keys()].filter((index) => !has(used, index));
  const values = valuesOfParameters(search.models);
  for (const index of idle) {
    if (Object.keys(document.exclude[index] ?? {}).length === 0) continue;
    const path = ['exclude', index];
    const instead = valuesInstead(search.exclude[index] ?? {}, values);
    at(path, excludesNothing(pathText(path), snippet(source, path), instead));
  }
  if (kept === 0 && idle.length === 0) at(['exclude'], excludesAll(snippet(source, ['exclude'])));
}

/** What an entry of include leaves out must be clear without it. */
export function checkInclude(
  source: YamlSource,
  { include }: SpecDocument,
  { models }: Search,
  at: Report,
): void {
  include.forEach((entry, index) => {
    const path = ['include', index];
    const where = pathText(path);
    const got = snippet(source, path);
    const model = modelOf(entry, models);
    if (model === undefined) {
      const families = models.map(({ family }) => family);
      at(path, includeWithoutModel(where, got, families));
      return;
    }
    const known = model.axes.map((axis) => axis.name);
    for (const name of Object.keys(patternOf(entry))) {
      if (name === 'family' || known.includes(name)) continue;
      at([...path, name], includeOfOtherModel(where, name, model.family, known));
    }
    const point = includedPoint(entry, models);
    const unclear = model.axes.find(
      (axis) =>
        entry[axis.name] === undefined &&
        !isSingle(axis) &&
        (axis.when === null || point === undefined || matches(axis.when, point)),
    );
    if (unclear !== undefined) at(path, includeLeavesOpen(where, got, unclear.name));
  });
}

function isSingle({ domain }: Axis): boolean {
  return domain.kind === 'values' && domain.values.length === 1;
}

/** @param expected what its first strange value could be; null where its values are known ones. */
export function excludesNothing(where: string, got: string, expected: string | null): string {
  return problem({
    what: `${where} excludes nothing`,
    got,
    expected: expected ?? 'values that occur together in the grid',
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
    what: `${where} does not say which model it is for`,
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
    what: `${where} sets ${name}, which the model ${model} does not have`,
    got: name,
    expected: `one of ${known.join(', ')}`,
    advice: 'delete it',
  });
}

/** A parameter of several values that the entry does not give. */
export function includeLeavesOpen(where: string, got: string, name: string): string {
  return problem({
    what: `${where} omits ${name}, which has several values`,
    got,
    expected: `a value of ${name}`,
    advice: `add ${name}: ...`,
  });
}
