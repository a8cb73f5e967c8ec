import { z } from 'zod';
import { SPEC } from './schema.js';

/** JSON Schema of a spec, out of the validator that reads it, for editors to complete from. */
export function specJsonSchema(): object {
  return {
    title: 'sweep spec',
    ...z.toJSONSchema(SPEC, { io: 'input', target: 'draft-7' }),
  };
}
