import { excludesAll, excludesNothing } from '../../../messages/spec/points.js';
import { pathText } from '../../position.js';
import type { SpecDocument } from '../../schema/schema.js';
import { wholeGrid } from '../../search/grid.js';
import { matches, type Search } from '../../search/space.js';
import type { Report } from '../../yaml/finding.js';
import type { YamlSource } from '../../yaml/yaml-source.js';
import { snippet } from '../explain.js';
import { valuesInstead } from './values-instead.js';

/** Each entry excludes a point of the grid, and together they leave one. */
export function checkExclude(
  source: YamlSource,
  document: SpecDocument,
  search: Search,
  at: Report,
): void {
  if (search.exclude.length === 0 || search.method.kind !== 'grid') return;
  const idle = new Set(search.exclude.keys());
  let kept = search.include.length;
  for (const point of wholeGrid(search)) {
    const found = search.exclude.flatMap((pattern, index) =>
      matches(pattern, point) ? [index] : [],
    );
    found.forEach((index) => idle.delete(index));
    if (found.length === 0) kept += 1;
  }
  for (const index of idle) {
    if (Object.keys(document.exclude[index] ?? {}).length === 0) continue;
    const path = ['exclude', index];
    const instead = valuesInstead(search.exclude[index] ?? {}, search.models);
    at(path, excludesNothing(pathText(path), snippet(source, path), instead));
  }
  if (kept === 0 && idle.size === 0) at(['exclude'], excludesAll(snippet(source, ['exclude'])));
}
