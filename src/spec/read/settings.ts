import { parse as parseYaml } from 'yaml';
import { noKey, noSetting, parentNoMapping, settingNotYaml } from '../../messages/spec/settings.js';
import { nearest } from '../words/nearest.js';
import type { Path, Position } from '../position.js';
import { SpecError } from '../spec-error.js';
import type { YamlSource } from '../yaml/yaml-source.js';

/** Top-level keys of a spec; another first word of a setting is a parameter. */
const TOP = [
  'name',
  'dataset',
  'model',
  'method',
  'run_cap',
  'search_seed',
  'parameters',
  'zip',
  'exclude',
  'include',
  'seeds',
  'data_seed',
  'constraints',
  'flops',
  'objectives',
  'run',
];

/**
 * The spec as if its text said something else: `epochs=2`, `seeds=[0, 1]`, `run.retries=0`. A value
 * is YAML; a key has dots, and one that is no key of a spec is a parameter's name.
 *
 * @throws SpecError for a setting that cannot be read.
 */
export function withSettings(source: YamlSource, settings: readonly string[]): YamlSource {
  if (settings.length === 0) return source;
  const places: Record<string, Position> = { ...source.settings };
  for (const setting of settings) {
    const place: Position & { file: string } = { file: `--set ${setting}`, line: 0, column: 0 };
    const fail = (message: string): never => {
      throw new SpecError([{ ...place, message }]);
    };
    const [, key = '', text = ''] = /^([^=]+)=([\s\S]*)$/.exec(setting) ?? [];
    if (key === '') fail(noSetting(setting));
    const path = pathOf(key);
    if (path.some((step) => step === '')) fail(noKey(key));
    let value: unknown;
    try {
      value = parseYaml(text, { stringKeys: true });
    } catch (error) {
      const [reason = ''] = (error as Error).message.split('\n');
      fail(settingNotYaml(text, reason));
    }
    refuseScalarParent(source, path, fail);
    source.document.setIn(path, source.document.createNode(value));
    places[path.join('.')] = place;
  }
  return {
    ...source,
    value: source.document.toJS({ maxAliasCount: 100 }) as unknown,
    settings: places,
  };
}

/** `learning_rate=0.1` sets a parameter; `run.retries=0` what it says. */
function pathOf(key: string): readonly string[] {
  const steps = key.trim().split('.');
  const [first = ''] = steps;
  if (TOP.includes(first)) return steps;
  // `nam=x` is a slip, not a parameter.
  return nearest(first, TOP) !== null && steps.length === 1 && first.length < 4
    ? steps
    : ['parameters', ...steps];
}

/** `dataset.limit=100` where the spec says `dataset: mnist`. */
function refuseScalarParent(
  source: YamlSource,
  path: readonly string[],
  fail: (message: string) => never,
): void {
  for (let length = 1; length < path.length; length += 1) {
    const node = source.document.getIn(path.slice(0, length));
    if (node === undefined || (typeof node === 'object' && node !== null)) continue;
    const parent = path.slice(0, length).join('.');
    fail(parentNoMapping(parent, String(node)));
  }
}

/** The key of `settings` whose value holds the value at that path; the path itself if none does. */
export function settingOf(source: YamlSource, path: Path): string {
  for (let length = path.length; length > 0; length -= 1) {
    const key = path.slice(0, length).join('.');
    if (source.settings[key] !== undefined) return key;
  }
  return path.join('.');
}
