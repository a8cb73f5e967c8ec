import { isLeftToOptimizer } from '../../../quantity/hyperparameters.js';
import {
  activationTwice,
  hiddenMissing,
  namedAsCost,
  namedParameterMissing,
  whenNeedsOtherwise,
} from '../../schema/parameter.js';
import { COSTS } from '../../../quantity/costs.js';
import { pathText, type Path } from '../../spec-error.js';
import type { SpecDocument } from '../../schema/schema.js';
import type { ModelChoice, Search } from '../../search/space.js';
import type { Report } from '../../yaml/places.js';
import { referencesOf } from '../models.js';

/** Parameters that are missing, or given twice; `atKey` reports at a key instead of its value. */
export function checkParameters(
  { model, parameters }: SpecDocument,
  { models }: Search,
  at: Report,
  atKey: Report,
): void {
  const activation = Array.isArray(model) ? undefined : model?.activation;
  if (activation !== undefined && parameters['activation'] !== undefined) {
    atKey(['parameters', 'activation'], activationTwice());
  }
  for (const path of namesOfCosts(models)) atKey(path, namedAsCost(pathText(path), COSTS));
  for (const one of models) missingParameters(one, at);
}

/** Of layers: a constraint on `params` could not say which is meant. Of several models each place once. */
function namesOfCosts(models: readonly ModelChoice[]): readonly Path[] {
  const named = models
    .flatMap(({ axes }) => axes)
    .filter(({ name }) => COSTS.some((cost) => cost === name));
  const places = named.flatMap(({ path }) =>
    path === null ? [] : [[pathText(path), path] as const],
  );
  return [...new Map(places).values()];
}

/** An MLP without hidden layers, a `$name` without values, a `when` without `otherwise`. */
function missingParameters({ family, layers, axes, path }: ModelChoice, at: Report): void {
  const has = (name: string): boolean => axes.some((axis) => axis.name === name);
  if (layers === null && !has('hidden')) at(['parameters'], hiddenMissing(family));
  for (const name of referencesOf(layers).filter((reference) => !has(reference))) {
    at(path, namedParameterMissing(name));
  }
  for (const { name, when, otherwise, path: place } of axes) {
    // What is not said of these is the optimizer's own.
    if (when === null || otherwise !== undefined || isLeftToOptimizer(name)) continue;
    if (place !== null) at(place, whenNeedsOtherwise(pathText(place)));
  }
}
