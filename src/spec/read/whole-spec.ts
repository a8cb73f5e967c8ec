import { problem } from '../../messages/problem.js';
import type { Finding } from '../yaml/finding.js';
import { snippet } from './explain.js';
import { gridSize, groupsOf, MOST_TRIALS, valuesOf, wholeGrid } from '../search/grid.js';
import { patternOf, referencesOf } from './models.js';
import { includedPoint, modelOf } from '../search/included.js';
import { keyOffset, offsetOf } from '../yaml/places.js';
import { pathText, type Path } from '../position.js';
import type { SpecDocument } from '../schema/schema.js';
import { matches, type Axis, type ModelChoice, type Search } from '../search/space.js';
import type { YamlSource } from '../yaml/yaml-source.js';

/** What only makes sense to ask of a spec whose parts are valid. */
export function wholeSpec(
  source: YamlSource,
  document: SpecDocument,
  search: Search,
): readonly Finding[] {
  const findings: Finding[] = [];
  const at: Report = (path, message) => {
    findings.push({ offset: offsetOf(source.document, path), path, message });
  };
  activationTwice(source, document, findings);
  for (const model of search.models) missingParameters(model, at);
  if (findings.length > 0) return findings;
  checkMethod(source, document, search, at);
  for (const model of search.models) checkConditions(source, model, search, at);
  checkZip(source, search, at);
  if (findings.length > 0) return findings;
  const { trials, text } = gridSize(search, document.seeds.length);
  if (search.method.kind === 'grid' && trials > BigInt(MOST_TRIALS)) {
    const message =
      `the grid is too large; got ${text} trials; ` +
      `expected at most ${MOST_TRIALS.toLocaleString('en')}; list fewer values`;
    findings.push({
      offset: keyOffset(source.document, [], 'parameters'),
      path: ['parameters'],
      message,
    });
    return findings;
  }
  checkExclude(source, document, search, at);
  checkInclude(source, document, search, at);
  return findings;
}

type Report = (path: Path, message: string) => void;

function activationTwice(source: YamlSource, document: SpecDocument, findings: Finding[]): void {
  const { model, parameters } = document;
  if (Array.isArray(model) || model?.activation === undefined) return;
  if (parameters['activation'] === undefined) return;
  const path = ['parameters', 'activation'];
  findings.push({
    offset: keyOffset(source.document, ['parameters'], 'activation'),
    path,
    message:
      'parameters.activation stands beside model.activation; got both; expected one; delete one',
  });
}

/** An MLP without hidden layers, a `$name` without values. */
function missingParameters({ family, layers, axes, path }: ModelChoice, at: Report): void {
  const has = (name: string): boolean => axes.some((axis) => axis.name === name);
  if (layers === null && !has('hidden')) {
    at(
      ['parameters'],
      problem({
        what: `parameters.hidden is missing, which the model ${family} needs`,
        got: 'nothing',
        expected: 'the widths of the hidden layers',
        advice: 'write hidden: {values: [[16], [50, 50]]}',
      }),
    );
  }
  for (const name of referencesOf(layers).filter((reference) => !has(reference))) {
    at(
      path,
      problem({
        what: `a layer names $${name}, and no parameter has this name`,
        got: `$${name}`,
        expected: `${name} under parameters`,
        advice: `add ${name}: {values: [...]}, or write the value in the layer`,
      }),
    );
  }
  for (const { name, when, otherwise, path: place } of axes) {
    if (when === null || otherwise !== undefined || name === 'weight_decay' || place === null)
      continue;
    at(
      place,
      problem({
        what: `${pathText(place)} has a when and no otherwise`,
        got: 'when alone',
        expected: 'a value for where it does not hold',
        advice: 'add otherwise: ...',
      }),
    );
  }
}

function checkMethod(
  source: YamlSource,
  { run_cap, search_seed }: SpecDocument,
  { method, models }: Search,
  at: Report,
): void {
  if (method.kind === 'random') {
    if (run_cap !== undefined) return;
    at(['method'], RUN_CAP_MISSING);
    return;
  }
  for (const [key, value] of Object.entries({ run_cap, search_seed })) {
    if (value === undefined) continue;
    const advice =
      key === 'run_cap' ? 'delete it; --max-trials trains a part of a grid' : 'delete it';
    at(
      [key],
      problem({
        what: `${key} stands beside method: grid`,
        got: snippet(source, [key]),
        expected: 'method: random beside it',
        advice,
      }),
    );
  }
  const drawn = models
    .flatMap(({ axes }) => axes)
    .filter(({ domain }) => domain.kind !== 'values' || domain.probabilities !== null);
  for (const path of new Set(drawn.flatMap(({ path: place }) => (place === null ? [] : [place])))) {
    at(
      path,
      problem({
        what: `${pathText(path)} is to be drawn, and method is grid`,
        got: snippet(source, path),
        expected: 'its values in a list',
        advice: 'write {values: [...]}, or method: random with run_cap: 20',
      }),
    );
  }
}

const RUN_CAP_MISSING = problem({
  what: 'method: random says not how many configurations are drawn',
  got: 'no run_cap',
  expected: 'a whole number from 1 up',
  advice: 'add run_cap: 20',
});

function checkConditions(source: YamlSource, model: ModelChoice, search: Search, at: Report): void {
  const order = groupsOf(model, search.zip).flat();
  const known = search.models.flatMap(({ axes }) => axes.map(({ name }) => name));
  for (const { name, when, path } of model.axes) {
    if (when === null || path === null) continue;
    const place = [...path, 'when'];
    for (const other of Object.keys(when)) {
      if (other === 'family') continue;
      const before = order.findIndex((axis) => axis.name === other);
      const unknown = !known.includes(other);
      if (!unknown && (before < 0 || before < order.findIndex((axis) => axis.name === name)))
        continue;
      at(
        place,
        problem({
          what: unknown
            ? `${pathText(place)} names a parameter that there is not`
            : `${pathText(place)} goes round in a circle`,
          got: other,
          expected: unknown
            ? `family or one of ${[...new Set(known)].join(', ')}`
            : 'a parameter that does not depend on it',
          advice: 'change the condition',
        }),
      );
    }
    const strange = valueless(when, search.models);
    if (strange !== null) {
      at(
        place,
        problem({
          what: `${pathText(place)} never holds`,
          got: snippet(source, place),
          expected: strange,
          advice: 'change the condition',
        }),
      );
    }
  }
}

/** What the first parameter of a pattern can be instead, where it has none of the pattern's values. */
function valueless(
  pattern: Readonly<Record<string, readonly unknown[]>>,
  models: readonly ModelChoice[],
): string | null {
  for (const [name, allowed] of Object.entries(pattern)) {
    const axes = models.flatMap((model) => model.axes.filter((axis) => axis.name === name));
    if (axes.length === 0 || axes.some(({ domain }) => domain.kind !== 'values')) continue;
    const values = axes.flatMap((axis) => [
      ...valuesOf(axis),
      ...(axis.otherwise === undefined ? [] : [axis.otherwise]),
    ]);
    const texts = new Set(values.map((value) => JSON.stringify(value)));
    if (!allowed.some((value) => texts.has(JSON.stringify(value)))) {
      return `a value of ${name}: ${[...texts].slice(0, 12).join(', ')}`;
    }
  }
  return null;
}

function checkZip(source: YamlSource, { zip, models }: Search, at: Report): void {
  const known = [...new Set(models.flatMap(({ axes }) => axes.map(({ name }) => name)))];
  const seen = new Set<string>();
  for (const group of zip) {
    const wrong = (what: string, expected: string, advice?: string): void =>
      at(
        ['zip'],
        problem({
          what,
          got: `[${group.join(', ')}]`,
          expected,
          ...(advice !== undefined && { advice }),
        }),
      );
    const unknown = group.find((name) => !known.includes(name));
    if (unknown !== undefined) {
      wrong(
        `zip names ${unknown}, which is no parameter here`,
        `two or more of ${known.join(', ')}`,
      );
      continue;
    }
    const again = group.find((name, index) => seen.has(name) || group.indexOf(name) !== index);
    if (again !== undefined || group.length < 2) {
      wrong(
        again === undefined ? 'zip takes parameters together' : `zip names ${again} twice`,
        'two or more parameters, each once',
      );
      continue;
    }
    group.forEach((name) => seen.add(name));
    for (const { axes } of models) {
      const own = axes.filter(({ name }) => group.includes(name));
      if (own.length === 0) continue;
      const sizes = own.map((axis) => valuesOf(axis).length);
      if (own.some(({ domain, when }) => domain.kind !== 'values' || when !== null)) {
        wrong('zip takes lists of values together', 'parameters with values, without a when');
      } else if (new Set(sizes).size > 1 || own.length < group.length) {
        const counts = own.map(({ name }, index) => `${sizes[index]} of ${name}`).join(', ');
        wrong(
          `zip takes values together, and their numbers differ: ${counts}`,
          'as many values of each',
        );
      }
    }
  }
}

function checkExclude(
  source: YamlSource,
  document: SpecDocument,
  search: Search,
  at: Report,
): void {
  if (search.exclude.length === 0) return;
  const left = new Set(search.exclude.keys());
  let kept = search.include.length;
  if (search.method.kind === 'grid') {
    for (const point of wholeGrid(search)) {
      const found = search.exclude.flatMap((pattern, index) =>
        matches(pattern, point) ? [index] : [],
      );
      found.forEach((index) => left.delete(index));
      if (found.length === 0) kept += 1;
    }
    for (const index of left) {
      const path = ['exclude', index];
      const empty = Object.keys(document.exclude[index] ?? {}).length === 0;
      if (empty) continue;
      const hint = valueless(search.exclude[index] ?? {}, search.models);
      at(
        path,
        problem({
          what: `${pathText(path)} excludes nothing`,
          got: snippet(source, path),
          expected: hint ?? 'values that stand together in the grid',
          advice: 'change it, or delete it',
        }),
      );
    }
    if (kept === 0 && left.size === 0) {
      at(
        ['exclude'],
        problem({
          what: 'exclude leaves nothing to train',
          got: snippet(source, ['exclude']),
          expected: 'at least one point left',
          advice: 'delete an entry',
        }),
      );
    }
  }
}

/** What an entry of include leaves out must be clear without it. */
function checkInclude(
  source: YamlSource,
  { include }: SpecDocument,
  { models }: Search,
  at: Report,
): void {
  include.forEach((entry, index) => {
    const path = ['include', index];
    const model = modelOf(entry, models);
    if (model === undefined) {
      const names = models.map(({ family }) => family).join(', ');
      at(
        path,
        problem({
          what: `${pathText(path)} says not which model it is`,
          got: snippet(source, path),
          expected: `family: one of ${names}`,
          advice: 'add it',
        }),
      );
      return;
    }
    for (const name of Object.keys(patternOf(entry))) {
      if (name === 'family' || model.axes.some((axis) => axis.name === name)) continue;
      at(
        [...path, name],
        problem({
          what: `${pathText(path)} gives ${name}, which the model ${model.family} has not`,
          got: name,
          expected: `one of ${model.axes.map((axis) => axis.name).join(', ')}`,
          advice: 'delete it',
        }),
      );
    }
    const point = includedPoint(entry, models);
    const unclear = model.axes.find(
      (axis) =>
        entry[axis.name] === undefined &&
        !isSingle(axis) &&
        (axis.when === null || point === undefined || matches(axis.when, point)),
    );
    if (unclear !== undefined) {
      at(
        path,
        problem({
          what: `${pathText(path)} leaves ${unclear.name} open, which has several values`,
          got: snippet(source, path),
          expected: `a value of ${unclear.name}`,
          advice: `add ${unclear.name}: ...`,
        }),
      );
    }
  });
}

function isSingle({ domain }: Axis): boolean {
  return domain.kind === 'values' && domain.values.length === 1;
}
