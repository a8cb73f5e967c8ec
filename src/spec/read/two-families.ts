import { isRecord } from '../../layers/fields.js';
import { flowText } from '../words/flow.js';

const MISSING = '...';

/**
 * A parameter with two distributions under a condition, as the two families that say the same: a line
 * of YAML for `model`. What the spec leaves open, or would be long, is `...`.
 *
 * @param spec the whole of it, @param written the parameter: its values, `when` and `otherwise`.
 */
export function twoFamilies(
  spec: unknown,
  name: string,
  { when, otherwise, ...values }: Readonly<Record<string, unknown>>,
): string {
  const conditions = isRecord(when) ? Object.entries(when) : [];
  const holds = conditions.map(([key, value]): Choice => [key, listOf(value)]);
  const fails = conditions.map(([key, value]): Choice => {
    const all = valuesIn(spec, key);
    const rest = all?.filter((one) => !has(listOf(value), one));
    // With several conditions it fails in more ways than one.
    return [key, conditions.length === 1 && rest !== undefined && rest.length > 0 ? rest : null];
  });
  const [first, second] = [nameOf(holds) ?? 'one', nameOf(fails) ?? 'other'];
  const families = [
    family(spec, first, holds, name, values),
    family(spec, second === first ? `${second}-2` : second, fails, name, otherwise),
  ];
  return `[${families.join(', ')}]`;
}

/** A parameter's values; null where the spec does not say them. */
type Choice = readonly [key: string, values: readonly unknown[] | null];

function family(
  spec: unknown,
  called: string,
  choices: readonly Choice[],
  name: string,
  form: unknown,
): string {
  const model = isRecord(spec) ? spec['model'] : undefined;
  const single: Readonly<Record<string, unknown>> = isRecord(model) ? model : {};
  const layers = Array.isArray(model) || single['layers'] !== undefined;
  const activation = single['activation'];
  const parameters = [
    ...choices.map(([key, values]) => `${key}: ${choiceText(values)}`),
    `${name}: ${flowText(formOf(form)) ?? MISSING}`,
  ];
  return `{${[
    `family: ${called}`,
    ...(layers && !Array.isArray(model) ? [`layers: [${MISSING}]`] : []),
    ...(activation === undefined ? [] : [`activation: ${flowText(activation) ?? MISSING}`]),
    `parameters: {${parameters.join(', ')}}`,
  ].join(', ')}}`;
}

function choiceText(values: readonly unknown[] | null): string {
  if (values === null) return MISSING;
  return flowText(values.length === 1 ? values[0] : { values }) ?? MISSING;
}

/** A bare list is no form of a parameter. */
function formOf(written: unknown): unknown {
  return Array.isArray(written) ? { values: written as unknown[] } : written;
}

function valuesIn(spec: unknown, name: string): readonly unknown[] | null {
  const parameters = isRecord(spec) ? spec['parameters'] : undefined;
  const written = isRecord(parameters) ? parameters[name] : undefined;
  const values = isRecord(written) ? written['values'] : undefined;
  return Array.isArray(values) ? (values as unknown[]) : null;
}

function has(values: readonly unknown[], value: unknown): boolean {
  return values.some((one) => JSON.stringify(one) === JSON.stringify(value));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

/** `sgd`, or `sgd-momentum`: where the values are words that name a family. */
function nameOf(choices: readonly Choice[]): string | null {
  const words = choices.flatMap(([, values]) => values ?? [null]);
  const name = words.every((word) => typeof word === 'string') ? words.join('-') : '';
  return /^[A-Za-z][A-Za-z0-9_-]{0,31}$/.test(name) ? name : null;
}
