import type { ParameterValue } from '../../trial/configuration.js';
import { readDistribution } from '../search/distribution.js';
import { isByDepth, type HiddenForm } from '../schema/hidden.js';
import { REFERENCE } from '../schema/layers.js';
import type { ParameterForm } from '../schema/parameter.js';
import {
  HYPERPARAMETER_NAMES,
  HYPERPARAMETERS,
  MLP_NAMES,
  TRAINING_NAMES,
} from '../../quantity/hyperparameters.js';
import { recordOf } from '../../quantity/table.js';
import type { Path } from '../spec-error.js';
import type { SpecDocument } from '../schema/schema.js';
import {
  valueText,
  type Axis,
  type Domain,
  type ModelChoice,
  type Pattern,
  type WrittenLayer,
} from '../search/space.js';

/** Null where a value that is not given is left to the optimizer. */
const DEFAULTS: Readonly<Record<string, ParameterValue | null>> = recordOf(
  HYPERPARAMETER_NAMES,
  (name) => {
    const { default: usual } = HYPERPARAMETERS[name];
    return typeof usual === 'object' ? null : usual;
  },
);

type Written = Readonly<Record<string, unknown>>;

/** The models of a spec with the parameters that each has, in the order of the grid. */
export function modelsOf({ model, parameters, zip }: SpecDocument): readonly ModelChoice[] {
  const shared = parameters as Written;
  const zipped = new Set((zip ?? []).flat());
  if (Array.isArray(model)) {
    return model.map((one, index) =>
      modelChoice(one, ['model', index], shared, (one.parameters ?? {}) as Written, zipped),
    );
  }
  return [modelChoice(model ?? {}, ['model'], shared, {}, zipped)];
}

interface WrittenModel {
  readonly family?: string | undefined;
  readonly activation?: string | undefined;
  readonly layers?: unknown;
}

function modelChoice(
  { family, activation, layers }: WrittenModel,
  path: Path,
  shared: Written,
  own: Written,
  zipped: ReadonlySet<string>,
): ModelChoice {
  const written = (layers ?? null) as readonly WrittenLayer[] | null;
  const given = { ...shared, ...own };
  const names = written === null ? ['hidden', ...MLP_NAMES] : inOrder(referencesOf(written), given);
  const all = [...names, ...TRAINING_NAMES.filter((name) => !names.includes(name))];
  return {
    family: family ?? (written === null ? 'mlp' : 'layers'),
    layers: written,
    path: [...path, 'layers'],
    networkParameters: names,
    axes: all.flatMap((name): Axis[] => {
      const where = Object.hasOwn(own, name) ? [...path, 'parameters', name] : ['parameters', name];
      const usual = (name === 'activation' ? activation : undefined) ?? DEFAULTS[name] ?? undefined;
      if (given[name] !== undefined) {
        const list = zipped.has(name) ? listedAsWritten : listed;
        return [axisOf(name, given[name], where, usual, list)];
      }
      if (usual === undefined) return [];
      const domain: Domain = { kind: 'values', values: [usual], probabilities: null };
      return [{ name, domain, when: null, otherwise: usual, path: null }];
    }),
  };
}

/** The names that layers use with `$`, each once. */
export function referencesOf(layers: unknown): readonly string[] {
  const names = new Set<string>();
  const look = (value: unknown): void => {
    const name = typeof value === 'string' ? REFERENCE.exec(value)?.[1] : undefined;
    if (name !== undefined) names.add(name);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(look);
  };
  look(layers);
  return [...names];
}

/** As the parameters stand in the text; those that are missing last. */
function inOrder(names: readonly string[], given: Written): readonly string[] {
  const written = Object.keys(given).filter((name) => names.includes(name));
  return [...written, ...names.filter((name) => !written.includes(name))];
}

function axisOf(
  name: string,
  written: unknown,
  path: Path,
  usual: ParameterValue | undefined,
  list: ListReader,
): Axis {
  const always = { name, path, when: null, otherwise: usual };
  if (name === 'hidden') {
    const form = written as HiddenForm;
    if (Array.isArray(form)) return { ...always, domain: one(form) };
    const when = patternOf(form.when);
    return { ...always, domain: hiddenDomain(form, list), when, otherwise: form.otherwise };
  }
  if (typeof written !== 'object' || Array.isArray(written) || written === null) {
    return { ...always, domain: one(written as ParameterValue) };
  }
  const form = written as ParameterForm<ParameterValue>;
  return {
    ...always,
    domain: domainOf(form, list),
    when: patternOf(form.when),
    otherwise: form.otherwise ?? usual,
  };
}

function one(value: ParameterValue): Domain {
  return { kind: 'values', values: [value], probabilities: null };
}

function domainOf(form: ParameterForm<ParameterValue>, list: ListReader): Domain {
  const { value, values, probabilities } = form;
  if (value !== undefined) return one(value);
  if (values !== undefined) return list(values, probabilities);
  const distribution = readDistribution(form);
  if (typeof distribution === 'string') throw new TypeError(`a checked form: ${distribution}`);
  return { kind: 'distribution', distribution };
}

type ListReader = typeof listed;

/** Of a zip: a value that stands twice is in two rows. */
function listedAsWritten(
  values: readonly ParameterValue[],
  probabilities: readonly number[] | undefined,
): Domain {
  return { kind: 'values', values, probabilities: probabilities ?? null };
}

/** Each value once; what stands twice is drawn as often as both. */
function listed(
  values: readonly ParameterValue[],
  probabilities: readonly number[] | undefined,
): Domain {
  const distinct = new Map<string, { readonly value: ParameterValue; share: number }>();
  values.forEach((value, index) => {
    const share = probabilities?.[index] ?? 1;
    const known = distinct.get(valueText(value));
    if (known === undefined) distinct.set(valueText(value), { value, share });
    else known.share += share;
  });
  const found = [...distinct.values()];
  return {
    kind: 'values',
    values: found.map(({ value }) => value),
    probabilities: probabilities === undefined ? null : found.map(({ share }) => share),
  };
}

function hiddenDomain(form: Exclude<HiddenForm, number[]>, list: ListReader): Domain {
  const { value, values, depth = [], width = [], probabilities } = form;
  if (value !== undefined) return one(value);
  if (values !== undefined) return list(values, probabilities);
  if (isByDepth(width)) {
    const layers = Object.entries(width).flatMap(([count, widths]) =>
      listOf(widths).map((units) => new Array<number>(Number(count)).fill(units)),
    );
    return listed(layers, undefined);
  }
  const [depths, widths] = [numbersOf(depth), numbersOf(width)];
  if (depths.kind !== 'values' || widths.kind !== 'values') {
    return { kind: 'depth-width', depth: depths, width: widths };
  }
  return listed(
    depths.values.flatMap((count) =>
      widths.values.map((units) => new Array<ParameterValue>(Number(count)).fill(units)),
    ),
    undefined,
  );
}

function numbersOf(written: unknown): Domain {
  if (typeof written === 'number') return one(written);
  if (Array.isArray(written)) return listed(written as number[], undefined);
  return domainOf(written as ParameterForm<ParameterValue>, listed);
}

/** A condition or an entry of `exclude`: a value, or a list of values. Hidden layers are lists themselves. */
export function patternOf(written: Written): Pattern;
export function patternOf(written: Written | undefined): Pattern | null;
export function patternOf(written: Written | undefined): Pattern | null {
  if (written === undefined) return null;
  return Object.fromEntries(
    Object.entries(written).flatMap(([name, value]) => {
      if (value === undefined) return [];
      const many = Array.isArray(value) && (name !== 'hidden' || value.some(Array.isArray));
      return [[name, (many ? value : [value]) as ParameterValue[]]];
    }),
  );
}

function listOf(value: number | readonly number[]): readonly number[] {
  return typeof value === 'number' ? [value] : value;
}
