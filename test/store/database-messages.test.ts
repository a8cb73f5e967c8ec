import { expect, test } from 'vitest';
import { newerSchema } from '../../src/store/messages.js';

test('a newer schema says which program has written it, where that is known', () => {
  expect(newerSchema('a.db', 9, 3, 'flopsweep 2.0.0')).toMatch(
    /^a\.db is too new .*; got schema version 9, written by flopsweep 2\.0\.0; expected one up to 3;/,
  );
  expect(newerSchema('a.db', 9, 3, null)).toContain('written by a newer program');
});
