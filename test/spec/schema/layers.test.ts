import { expect, test } from 'vitest';
import { cannotBeNetwork, endsInNoRow, layerSettings } from '../../../src/spec/schema/layers.js';

test('a network that cannot be says which values its layers took, where they took any', () => {
  const values = { filters: 8, kernel: [3, 3] };
  expect(cannotBeNetwork('model.layers', 'too small', values)).toContain(
    '; got with filters 8, kernel [3,3]; ',
  );
  expect(cannotBeNetwork('model.layers', 'too small', {})).toContain('; got these layers; ');
});

test('a shape is said with the values that made it, and without where there are none', () => {
  expect(endsInNoRow('model.layers', [26, 26, 8], {})).toContain('shape [26, 26, 8]; ');
  expect(endsInNoRow('model.layers', [26, 26, 8], { filters: 8 })).toContain(
    'shape [26, 26, 8] with filters 8; ',
  );
});

test('a layer without settings is written alone', () => {
  expect(layerSettings('flatten', null)).toBe('the settings of flatten; write flatten alone');
  expect(layerSettings('dense', 'units')).toBe(
    'the settings of dense; for example {dense: {units: ...}}',
  );
});
