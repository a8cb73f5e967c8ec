import type { PartialShape } from '../../layers/shape.js';
import { isRecord } from '../../layers/fields.js';
import { argumentRank, sampleOfSizes } from './inbound.js';

/**
 * One sample of each input that Keras 3 says a layer was built on, in the order in which the layer
 * takes them: `{input_shape: [null, 8]}`, of several inputs a list of such, or by the arguments'
 * names, `{shapes_dict: {query_shape: ...}}`. Empty where nothing is said.
 */
export function builtOn(json: Readonly<Record<string, unknown>>): readonly PartialShape[] {
  const { build_config: built } = json;
  if (!isRecord(built)) return [];
  const { input_shape: input, shapes_dict: shapes } = built;
  if (!isRecord(shapes)) return samples(input);
  const name = (key: string) => key.replace(/_shape$/, '');
  return Object.keys(shapes)
    .toSorted((left, right) => argumentRank(name(left)) - argumentRank(name(right)))
    .flatMap((key) => samples(shapes[key]));
}

function samples(value: unknown): readonly PartialShape[] {
  const one = sampleOfSizes(value);
  if (one !== null) return [one];
  if (!Array.isArray(value) || !value.every(Array.isArray)) return [];
  const all = value.map(sampleOfSizes);
  return all.every((shape) => shape !== null) ? all : [];
}
