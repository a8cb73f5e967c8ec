import { isMap, isScalar, isSeq, type YAMLMap } from 'yaml';
import { LAYER_LANGUAGE } from '../../network/layer-language.js';
import type { ParsedDocument } from '../yaml/places.js';

/** Keys of a parameter's forms: those of one group say its values, and exclude the other groups. */
const FORMS: readonly (readonly string[])[] = [
  ['value'],
  ['values', 'probabilities'],
  ['depth', 'width'],
  ['min', 'max', 'mu', 'sigma', 'q', 'distribution'],
];

/**
 * Makes room for a key under what the spec says in short: `dataset: mnist` becomes `{name: mnist}`
 * for `dataset.limit`, `learning_rate: 0.1` a mapping without values for `learning_rate.values`,
 * `{dense: 8}` becomes `{dense: {units: 8}}` for `dense.activation`. A key that says a parameter's
 * values takes the place of another that does, but not of one that a setting has put there.
 *
 * @param path the key that is about to be set.
 * @param isSet whether an earlier setting has set the key at a path.
 */
export function openShortForms(
  document: ParsedDocument,
  path: readonly string[],
  isSet: (path: readonly string[]) => boolean,
): void {
  for (let length = 1; length < path.length; length += 1) {
    const [at, key = ''] = [path.slice(0, length), path[length]];
    const node = document.getIn(at, true);
    if (isMap(node)) {
      if (isParameter(at)) dropOtherForms(node, key, (other) => isSet([...at, other]));
      continue;
    }
    if (!isScalar(node) && !(isSeq(node) && !/^-?\d+$/.test(key))) continue;
    const open = openedForm(at, key, node);
    if (open === null) continue;
    const map = document.createNode({}) as YAMLMap;
    for (const [name, value] of Object.entries(open))
      map.set(document.createNode(name), document.createNode(value));
    document.setIn(at, map);
  }
}

/** The long form of a node by its keys; null where it has none with that key. */
function openedForm(
  at: readonly string[],
  key: string,
  node: unknown,
): Readonly<Record<string, unknown>> | null {
  const empty = isScalar(node) && node.value === null;
  if (empty) return {};
  if (at.length === 1 && at[0] === 'dataset') return isScalar(node) ? { name: node } : null;
  if (isParameter(at))
    return FORMS.flat().includes(key) && key !== 'probabilities' ? {} : { value: node };
  if (isHiddenSize(at)) return {};
  return openedLayer(at, key, node);
}

function openedLayer(
  at: readonly string[],
  key: string,
  node: unknown,
): Readonly<Record<string, unknown>> | null {
  const layer = layerSteps(at);
  if (layer === null) return null;
  const [name] = layer;
  // The layer's name alone, then its settings.
  if (name === undefined) return isScalar(node) && node.value === key ? { [key]: {} } : null;
  const bare = LAYER_LANGUAGE[name]?.bare ?? null;
  if (layer.length > 1 || bare === null) return null;
  return key === bare ? {} : { [bare]: node };
}

/** `parameters.x`, or that of one of several models. */
function isParameter(at: readonly string[]): boolean {
  return /^(model\.\d+\.)?parameters\.[^.]+$/.test(at.join('.'));
}

/** How deep and how wide: numbers with forms of their own. */
function isHiddenSize(at: readonly string[]): boolean {
  return /^(model\.\d+\.)?parameters\.hidden\.(depth|width)$/.test(at.join('.'));
}

/** Of an entry of `model.layers`, the steps within it; null elsewhere. */
function layerSteps(at: readonly string[]): readonly string[] | null {
  const start = at[1] === 'layers' ? 2 : at[2] === 'layers' ? 3 : null;
  return at[0] === 'model' && start !== null && at.length > start ? at.slice(start + 1) : null;
}

function dropOtherForms(node: YAMLMap, key: string, isSet: (key: string) => boolean): void {
  const group = FORMS.find((form) => form.includes(key));
  // Which values there are is not said by how often each is drawn.
  if (group === undefined || key === 'probabilities' || node.has(key)) return;
  for (const other of FORMS.flat()) {
    if (!group.includes(other) && node.has(other) && !isSet(other)) node.delete(other);
  }
}
