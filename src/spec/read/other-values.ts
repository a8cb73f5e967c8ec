import { isRecord } from '../../layers/fields.js';
import { flowText } from '../words/flow.js';

/** What stands for a value that cannot be told. */
export const OPEN = '...';

/** As one line of YAML, or `...`. */
export function textOf(value: unknown): string {
  return value === undefined ? OPEN : (flowText(value) ?? OPEN);
}

const OWN_FORM = [
  'value',
  'values',
  'probabilities',
  'distribution',
  'min',
  'max',
  'mu',
  'sigma',
  'q',
  'depth',
  'width',
  'when',
  'otherwise',
];

/**
 * A parameter's values as a spec writes them, from what other tools write: a bare list, Ray's
 * `grid_search`, Keras Tuner's `min_value` and `max_value`, Hydra's `choice(1, 2)` and `1,2`. One that
 * is none of them stays as it is; undefined where it has no meaning here.
 */
export function formOf(value: unknown): unknown {
  if (Array.isArray(value)) return { values: value as unknown[] };
  if (typeof value === 'string') return formOfText(value);
  if (!isRecord(value)) return value ?? undefined;
  if (Object.keys(value).some((key) => OWN_FORM.includes(key))) return value;
  for (const key of ['grid_search', 'choice', 'choices', 'options', 'grid']) {
    if (Array.isArray(value[key])) return { values: value[key] as unknown[] };
  }
  const [min, max] = [
    value['min_value'] ?? value['low'] ?? value['lower'],
    value['max_value'] ?? value['high'] ?? value['upper'],
  ];
  if (min === undefined || max === undefined) return undefined;
  const log = value['sampling'] === 'log' || value['log'] === true;
  return { min, max, ...(log ? { distribution: 'log_uniform_values' } : {}) };
}

function formOfText(text: string): unknown {
  const inside =
    /^choice\((.*)\)$/.exec(text)?.[1] ?? (/^[^()[\]{}]*,[^()[\]{}]*$/.test(text) ? text : null);
  if (inside !== null) return { values: inside.split(',').map(scalarOf) };
  const [, min, max] = /^interval\(([^,()]+),([^,()]+)\)$/.exec(text) ?? [];
  if (min !== undefined && max !== undefined) return { min: scalarOf(min), max: scalarOf(max) };
  return text;
}

function scalarOf(text: string): string | number {
  const word = text.trim();
  return word !== '' && Number.isFinite(Number(word)) ? Number(word) : word;
}

/** The values of a form: those of `values`, or the one; null where it draws them. */
export function valuesOfForm(value: unknown): readonly unknown[] | null {
  const form = formOf(value);
  if (!isRecord(form)) return form === undefined ? null : [form];
  if (form['value'] !== undefined) return [form['value']];
  return Array.isArray(form['values']) ? (form['values'] as unknown[]) : null;
}

/** More seeds than these are not meant by their bounds. */
const MOST_SEEDS = 20;

/** Seeds as a list; five where they cannot be told. */
export function seedsOf(value: unknown): readonly unknown[] {
  const form = formOf(value);
  const values = valuesOfForm(value);
  const whole = (values ?? []).filter((one) => Number.isSafeInteger(one) && Number(one) >= 0);
  if (whole.length > 0 && whole.length === values?.length) return whole;
  if (isRecord(form)) {
    const [min, max] = [Number(form['min']), Number(form['max'])];
    if (min >= 0 && Number.isSafeInteger(min) && max >= min && max - min < MOST_SEEDS) {
      return Array.from({ length: Math.floor(max - min) + 1 }, (_, index) => min + index);
    }
  }
  return [0, 1, 2, 3, 4];
}

/** So many seeds from 0, five where it is no such number; a list names seeds itself. */
export function seedsOfCount(value: unknown): readonly unknown[] {
  const count = formOf(value);
  if (typeof count !== 'number') return seedsOf(value);
  const isCount = Number.isSafeInteger(count) && count >= 1 && count <= MOST_SEEDS;
  return Array.from({ length: isCount ? count : 5 }, (_, seed) => seed);
}

/** `hidden` from how many layers there are and how many units each has; undefined is not said. */
export function hiddenOf(depth: unknown, width: unknown): string {
  const [depths, widths] = [numbersOf(depth), numbersOf(width)];
  if (depth === undefined) {
    if (Array.isArray(width) && width.every((one) => typeof one === 'number')) return textOf(width);
    const values = valuesOfForm(width);
    if (values?.every(Array.isArray) === true) return textOf({ values });
    if (typeof width === 'number') return textOf([width]);
    return `{depth: 1, width: ${widths ?? '[16, 32]'}}`;
  }
  return `{depth: ${depths ?? '[1, 2]'}, width: ${widths ?? '[16, 32]'}}`;
}

/** One number, several in a list, or how they are drawn. */
function numbersOf(value: unknown): string | null {
  const values = valuesOfForm(value);
  if (values !== null) {
    if (!values.every((one) => typeof one === 'number')) return null;
    return flowText(values.length === 1 && !Array.isArray(value) ? values[0] : values);
  }
  const form = formOf(value);
  return isRecord(form) ? flowText(form) : null;
}

/** Networks of which each layer's widths are told; more are not written out. */
const MOST_NETWORKS = 12;

/** `hidden` from the widths of its first layer, its second, and so on. */
export function hiddenOfLayers(layers: readonly unknown[]): string {
  const widths = layers.map((layer) => valuesOfForm(layer));
  const networks = widths.reduce<readonly (readonly unknown[])[]>(
    (all, values) =>
      all.length > MOST_NETWORKS
        ? all
        : all.flatMap((one) => (values ?? []).map((width) => [...one, width])),
    [[]],
  );
  const known = networks.flat().every((width) => Number.isSafeInteger(width) && Number(width) > 0);
  if (!known || networks.length === 0 || networks.length > MOST_NETWORKS)
    return '{values: [[16, 32], [64, 32]]}';
  return networks.length === 1 ? textOf(networks[0]) : textOf({ values: networks });
}
