import { drawnInGrid, onlyOfRandom, runCapMissing } from './messages.js';
import { pathText } from '../../spec-error.js';
import type { SpecDocument } from '../../schema/schema.js';
import type { Search } from '../../search/space.js';
import type { Report } from '../../yaml/places.js';
import type { YamlSource } from '../../yaml/yaml-source.js';
import { snippet } from '../explain.js';

/** A random search says how much it draws; a grid draws nothing. */
export function checkMethod(
  source: YamlSource,
  document: SpecDocument,
  { method, models }: Search,
  at: Report,
): void {
  if (method.kind === 'random') {
    if (document.run_cap === undefined) at(['method'], runCapMissing());
    return;
  }
  for (const key of ['run_cap', 'search_seed'] as const) {
    if (document[key] !== undefined) at([key], onlyOfRandom(key, snippet(source, [key])));
  }
  const drawn = models
    .flatMap(({ axes }) => axes)
    .filter(({ domain }) => domain.kind !== 'values' || domain.probabilities !== null);
  // Parameters of the spec are those of each of its models: one place, one problem.
  for (const path of new Set(drawn.flatMap(({ path: place }) => (place === null ? [] : [place])))) {
    at(path, drawnInGrid(pathText(path), snippet(source, path)));
  }
}
