import { z } from 'zod';
import { modelSchema } from './model.js';
import type { SpecShape } from './parameters.js';
import { specSchema } from './schema.js';

/** Any spec: an MLP, layers or several models; parameters that only layers name are not known here. */
const ANY: SpecShape = { several: false, mlp: 'too', own: [] };

type Json = Record<string, unknown>;

/** JSON Schema of a spec, out of the validator that reads it, for editors to complete from. */
export function specJsonSchema(): object {
  const schema = jsonOf(specSchema(ANY));
  const properties = schema['properties'] as Record<string, Json>;
  const { model, parameters, exclude, include } = properties;
  if (parameters !== undefined) parameters['additionalProperties'] = {};
  for (const list of [exclude, include]) {
    const items = list?.['items'] as Json | undefined;
    if (items !== undefined) items['additionalProperties'] = {};
  }
  if (model !== undefined) {
    const { description, ...one } = model;
    const { $schema: _, ...several } = jsonOf(modelSchema({ ...ANY, several: true }));
    const own = (several['items'] as { properties: Record<string, Json> }).properties['parameters'];
    if (own !== undefined) own['additionalProperties'] = {};
    properties['model'] = { description, anyOf: [one, several] };
  }
  return { title: 'sweep spec', ...schema };
}

function jsonOf(schema: z.ZodType): Json {
  return z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }) as Json;
}
