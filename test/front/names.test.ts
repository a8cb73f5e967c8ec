import { expect, test } from 'vitest';
import { nameConfigurations } from '../../src/front/names.js';
import { trialOf } from './trials.js';

test('a name is one line without control characters, whatever a database holds', () => {
  const hidden = '16\n  shown: on the front\u001b[31m\ufdd6';
  const names = nameConfigurations([
    trialOf({ hidden }),
    trialOf({ configuration: 'two', hidden: '16', optimizer: 'a\tb' }),
  ]);
  expect([...names.values()]).toEqual(['16   shown: on the front [31m\ufffd (adam)', '16 (a b)']);
});
