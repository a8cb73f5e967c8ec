import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { specJsonSchema } from '../../../src/spec/schema/schema.js';

const COMMITTED = new URL('../../../experiments/sweep.schema.json', import.meta.url);

test('the committed JSON Schema is that of the validator', () => {
  expect(
    JSON.parse(readFileSync(COMMITTED, 'utf8')),
    'experiments/sweep.schema.json is out of date; write it anew with: npm run schema',
  ).toEqual(specJsonSchema());
});

test('it refuses unknown keys and says what each top key is for', () => {
  const schema = specJsonSchema() as {
    readonly additionalProperties: unknown;
    readonly required: readonly string[];
    readonly properties: Readonly<Record<string, { readonly description?: string }>>;
  };
  expect(schema.additionalProperties).toBe(false);
  expect(schema.required).toEqual(['name', 'dataset', 'parameters']);
  for (const property of Object.values(schema.properties)) {
    expect(property.description).toBeTypeOf('string');
  }
});
