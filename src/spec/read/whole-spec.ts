import { drawnInGrid, onlyOfRandom, runCapMissing } from './checks/messages.js';
import { pathText } from '../spec-error.js';
import type { SpecDocument } from '../schema/schema.js';
import type { Search } from '../search/space.js';
import { type Finding, keyOffset, offsetOf, type Report } from '../yaml/places.js';
import type { YamlSource } from '../yaml/yaml-source.js';
import { snippet } from './explain.js';
import { gridSize, gridTooLarge, MOST_TRIALS } from '../search/grid.js';
import { checkConditions } from './checks/conditions.js';
import { checkExclude, checkInclude } from './checks/points.js';
import { checkParameters } from './checks/parameters.js';
import { checkZip } from './checks/zip.js';

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
  const atKey: Report = (path, message) => {
    const within = path.slice(0, -1);
    const offset = keyOffset(source.document, within, String(path.at(-1)));
    findings.push({ offset, path, message });
  };
  checkParameters(document, search, at, atKey);
  if (findings.length > 0) return findings;
  checkMethod(source, document, search, at);
  checkConditions(source, search, at);
  checkZip(search, at);
  if (findings.length > 0) return findings;
  const { trials, text } = gridSize(search, document.seeds.length);
  if (search.method.kind === 'grid' && trials > BigInt(MOST_TRIALS)) {
    atKey(['parameters'], gridTooLarge(text, MOST_TRIALS));
    return findings;
  }
  checkExclude(source, document, search, at);
  checkInclude(source, document, search, at);
  return findings;
}
