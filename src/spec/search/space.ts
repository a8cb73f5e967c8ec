import type { ParameterValue } from '../../trial/configuration.js';
import type { Distribution } from './distribution.js';
import type { Path } from '../spec-error.js';

/** What a parameter may be. */
export type Domain =
  | {
      readonly kind: 'values';
      readonly values: readonly ParameterValue[];
      /** How often each is drawn; null where all are alike. */
      readonly probabilities: readonly number[] | null;
    }
  | { readonly kind: 'distribution'; readonly distribution: Distribution }
  /** Hidden layers of `width` units, `depth` of them, either drawn. */
  | { readonly kind: 'depth-width'; readonly depth: Domain; readonly width: Domain };

/** Values by parameter; a point has them when it has one of each. `family` is a name too. */
export type Pattern = Readonly<Record<string, readonly ParameterValue[]>>;

/** A parameter that a model has. */
export interface Axis {
  readonly name: string;
  readonly domain: Domain;
  /** Where it varies; null is everywhere. */
  readonly when: Pattern | null;
  /** Its value elsewhere; undefined leaves it to the optimizer. */
  readonly otherwise: ParameterValue | undefined;
  /** Where the spec says it; null where it does not. */
  readonly path: Path | null;
}

/** A layer as its schema leaves it: a name, or a mapping of one. */
export type WrittenLayer = string | Readonly<Record<string, unknown>>;

/** A kind of network and what varies in it. */
export interface ModelChoice {
  readonly family: string;
  /** Null is the MLP. */
  readonly layers: readonly WrittenLayer[] | null;
  /** Where those layers stand. */
  readonly path: Path;
  /** Parameters that decide the network; the others only how it is trained. */
  readonly networkParameters: readonly string[];
  /** In the order of the grid, the slowest first. */
  readonly axes: readonly Axis[];
}

export type Values = Readonly<Record<string, ParameterValue>>;

/** A value for each parameter of a model. */
export interface Point {
  readonly model: ModelChoice;
  /** In the order of the grid; one that is left to the optimizer is missing. */
  readonly values: Values;
  /** Those of `networkParameters`; points that follow each other and share them share the list. */
  readonly networkValues: readonly (ParameterValue | undefined)[];
  value(name: string): ParameterValue | undefined;
}

export function pointOf(model: ModelChoice, values: Values): Point {
  return {
    model,
    values,
    value: (name) => values[name],
    networkValues: model.networkParameters.map((name) => values[name]),
  };
}

export interface Search {
  readonly models: readonly ModelChoice[];
  readonly method:
    | { readonly kind: 'grid' }
    | { readonly kind: 'random'; readonly runCap: number; readonly seed: number };
  /** Groups of parameters whose values are taken together. */
  readonly zip: readonly (readonly string[])[];
  readonly exclude: readonly Pattern[];
  readonly include: readonly Point[];
}

/** Whether the point has one of the pattern's values in each of its parameters. */
export function matches(pattern: Pattern, point: Point): boolean {
  return Object.entries(pattern).every(([name, allowed]) => {
    const value = name === 'family' ? point.model.family : point.value(name);
    if (value === undefined) return false;
    const text = valueText(value);
    return allowed.some((one) => valueText(one) === text);
  });
}

/** Of lists, which many points share. */
const TEXTS = new WeakMap<object, string>();

/** Equal values have one text, and no others; it is their JSON. */
export function valueText(value: ParameterValue): string {
  if (typeof value !== 'object') return JSON.stringify(value);
  let text = TEXTS.get(value);
  if (text === undefined) {
    text = JSON.stringify(value);
    TEXTS.set(value, text);
  }
  return text;
}

/** Parameters that are taken together: the first value of one with the first of the others. */
export type Group = readonly Axis[];

/** What a conditional parameter is where its condition does not hold. */
export function otherwise(group: readonly Axis[]): Values {
  return Object.fromEntries(
    group.flatMap(({ name, otherwise: value }) => (value === undefined ? [] : [[name, value]])),
  );
}

/** The parameters of a model, those taken together in one group, each after those that it depends on. */
export function groupsOf(model: ModelChoice, zip: Search['zip']): readonly Group[] {
  const groups: Group[] = [];
  const placed = new Set<string>();
  const place = (axis: Axis, waiting: readonly string[]): void => {
    if (placed.has(axis.name) || waiting.includes(axis.name)) return;
    const names = zip.find((group) => group.includes(axis.name)) ?? [axis.name];
    const group = model.axes.filter(({ name }) => names.includes(name));
    for (const { when } of group) {
      for (const name of Object.keys(when ?? {})) {
        const other = model.axes.find((one) => one.name === name);
        if (other !== undefined) place(other, [...waiting, axis.name]);
      }
    }
    groups.push(group);
    for (const { name } of group) placed.add(name);
  };
  for (const axis of model.axes) place(axis, []);
  return groups;
}

/** The values of a parameter of a grid; none where it is a distribution. */
export function valuesOf(axis: Axis | undefined): readonly ParameterValue[] {
  return axis?.domain.kind === 'values' ? axis.domain.values : [];
}

/** How often each row of a group is drawn; null where all are alike. */
export function weightsOf(group: Group): readonly number[] | null {
  for (const { domain } of group) {
    if (domain.kind === 'values' && domain.probabilities !== null) return domain.probabilities;
  }
  return null;
}

/**
 * The point of an entry of include: what it leaves out is the parameter's first value, or `otherwise`
 * where its condition does not hold. Undefined where the model is not clear.
 */
export function includedPoint(
  { family: _family, ...own }: Readonly<Record<string, unknown>>,
  models: readonly ModelChoice[],
): Point | undefined {
  const model = modelOf({ family: _family, ...own }, models);
  if (model === undefined) return undefined;
  const given = Object.entries(own).filter(([, value]) => value !== undefined);
  const usual = model.axes.flatMap((axis) => {
    const [value] = valuesOf(axis);
    return value === undefined ? [] : [[axis.name, value] as const];
  });
  let point = pointOf(model, Object.fromEntries([...usual, ...given]) as Values);
  for (const axis of model.axes) {
    if (own[axis.name] !== undefined || axis.when === null || matches(axis.when, point)) continue;
    const { [axis.name]: _, ...others } = point.values;
    point = pointOf(model, { ...others, ...otherwise([axis]) });
  }
  return point;
}

/** The model that an entry of include means: the one it names, or the only one. */
export function modelOf(
  entry: Readonly<Record<string, unknown>>,
  models: readonly ModelChoice[],
): ModelChoice | undefined {
  const named = entry['family'];
  if (named !== undefined) return models.find(({ family }) => family === named);
  return models.length === 1 ? models[0] : undefined;
}
