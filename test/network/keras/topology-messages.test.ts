import { expect, test } from 'vitest';
import { readsMissingOutput } from '../../../src/network/messages.js';

test('who reads what is not there is a layer, a model or the whole model', () => {
  expect(readsMissingOutput({ layer: 'a/d' }, 'e', 2)).toMatch(/^layer a\/d reads output 2 of e,/);
  expect(readsMissingOutput({ model: 'a/' }, 'e', 1)).toMatch(/^model a\/ reads/);
  expect(readsMissingOutput({ model: '' }, 'e', 1)).toMatch(/^model itself reads/);
});
