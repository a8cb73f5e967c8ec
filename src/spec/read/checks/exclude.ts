import { excludesAll, excludesNothing } from '../../../messages/spec/points.js';
import { pathText } from '../../position.js';
import type { SpecDocument } from '../../schema/schema.js';
import { GridWalk } from '../../search/grid-walk.js';
import { has, join, Patterns } from '../../search/patterns.js';
import type { Search } from '../../search/space.js';
import type { Report } from '../../yaml/finding.js';
import type { YamlSource } from '../../yaml/yaml-source.js';
import { snippet } from '../explain.js';
import { valuesInstead, valuesOfParameters } from './values-instead.js';

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
