import { isAlias, isMap, isSeq, parse as parseYaml } from 'yaml';
import { aliasesMultiply } from '../yaml/messages.js';
import { printable } from '../words/flow.js';
import { nearest } from '../words/names.js';
import { openShortForms } from './short-forms.js';
import { type Path, type Position, SpecError } from '../spec-error.js';
import { aliasTargets, MOST_ALIASED, plainValue } from '../yaml/limits.js';
import type { YamlSource } from '../yaml/yaml-source.js';
import { problem } from '../../text/problem.js';

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
 * is YAML; a key has dots, and one that is no key of a spec is a parameter's name. What the spec says in
 * short is written out where a key under it is set: `dataset.limit=2000` on `dataset: mnist`.
 *
 * @throws SpecError for a setting that cannot be read.
 */
export function withSettings(source: YamlSource, settings: readonly string[]): YamlSource {
  const { contents } = source.document;
  // A spec that is no mapping has an answer of its own.
  if (settings.length === 0 || (contents !== null && !isMap(contents))) return source;
  const places: Record<string, Position> = { ...source.settings };
  for (const setting of settings) {
    const place = placeOf(setting);
    const fail = (message: string): never => {
      throw new SpecError([{ ...place, message }]);
    };
    const [, key = '', text = ''] = /^([^=]+)=([\s\S]*)$/.exec(setting) ?? [];
    if (key === '') fail(noSetting(setting));
    const path = pathOf(key);
    if (path.some((step) => step === '')) fail(noKey(key));
    let value: unknown;
    try {
      value = parseYaml(text, { stringKeys: true, prettyErrors: false });
    } catch (error) {
      fail(settingNotYaml(text, printable((error as Error).message, 160)));
    }
    openShortForms(source.document, path, (other) => places[other.join('.')] !== undefined);
    refuseOtherParent(source, path, fail);
    source.document.setIn(path, source.document.createNode(value));
    const lost = lostAlias(source);
    if (lost !== null) fail(anchorReplaced(path.join('.'), lost));
    places[path.join('.')] = place;
  }
  // Where an anchor is gone, its aliases stand for the one of that name before it.
  const value = plainValue(source.document, (alias) => {
    const message = aliasesMultiply(printable(alias?.source ?? ''), MOST_ALIASED);
    throw new SpecError([{ ...placeOf(settings.at(-1) ?? ''), message }]);
  });
  return { ...source, value, settings: places };
}

function placeOf(setting: string): Position & { readonly file: string } {
  return { file: `--set ${setting}`, line: 0, column: 0 };
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

/** `name.first=a` where the spec says `name: mlp`, a key under an alias, `seeds.a=5`. */
function refuseOtherParent(
  { document }: YamlSource,
  path: readonly string[],
  fail: (message: string) => never,
): void {
  for (let length = 1; length < path.length; length += 1) {
    const node = document.getIn(path.slice(0, length));
    if (node === undefined) continue;
    const parent = path.slice(0, length).join('.');
    if (isAlias(node)) fail(parentIsAlias(parent, node.source));
    if (isSeq(node)) {
      const step = path[length] ?? '';
      const { length: most } = node.items;
      if (!/^\d+$/.test(step) || Number(step) > most) fail(noIndex(parent, step, most));
    } else if (!isMap(node)) fail(parentNoMapping(parent, String(node)));
  }
}

/** An alias that has lost its anchor to a setting. */
function lostAlias({ document }: YamlSource): string | null {
  const lost = [...aliasTargets(document)].find(([, target]) => target === undefined);
  return lost?.[0].source ?? null;
}

/** The key of `settings` whose value holds the value at that path; the path itself if none does. */
export function settingOf(source: YamlSource, path: Path): string {
  for (let length = path.length; length > 0; length -= 1) {
    const key = path.slice(0, length).join('.');
    if (source.settings[key] !== undefined) return key;
  }
  return path.join('.');
}

export function noSetting(got: string): string {
  return problem({
    what: 'no setting',
    got,
    expected: 'key=value',
    advice: 'for example epochs=2',
  });
}

export function noKey(got: string): string {
  return problem({
    what: 'no key',
    got,
    expected: 'names with dots between',
    advice: 'for example run.retries=0',
  });
}

/** @param reason in the words of the reader of YAML. */
export function settingNotYaml(got: string, reason: string): string {
  return problem({
    what: `the value is not valid YAML: ${reason}`,
    got,
    expected: 'one value as in a spec',
    advice: 'quote it for the shell',
  });
}

/** `name.first=a` where the spec says `name: mlp`. */
export function parentNoMapping(parent: string, got: string): string {
  return problem({
    what: `${parent} is not a mapping in the spec`,
    got: `${parent}: ${got}`,
    expected: 'keys under it',
    advice: `set all of it: --set '${parent}={...}'`,
  });
}

/** `weight_decay.values=[0.3]` where the spec says `weight_decay: *rate`: others have the same node. */
export function parentIsAlias(parent: string, alias: string): string {
  return problem({
    what: `${parent} is an alias in the spec`,
    got: `*${alias}`,
    expected: 'keys of its own under it',
    advice: `set all of it: --set '${parent}={...}'`,
  });
}

/** `seeds.a=5`. @param length how many values the list has: one more may be added. */
export function noIndex(parent: string, got: string, length: number): string {
  return problem({
    what: `${parent} is a list in the spec`,
    got,
    expected: length === 0 ? 'the index 0' : `an index from 0 to ${length}`,
    advice: `set all of it: --set '${parent}=[...]'`,
  });
}

/** A setting in the place of what an alias stands for. */
export function anchorReplaced(key: string, anchor: string): string {
  return problem({
    what: `${key} defines an anchor that is used elsewhere in the spec`,
    got: `a value without &${anchor}`,
    expected: 'an anchor for each alias',
    advice: `set what has *${anchor} first`,
  });
}
