import {
  matches,
  type ModelChoice,
  otherwise,
  type Point,
  pointOf,
  type Values,
  valuesOf,
} from './space.js';

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
