import { expect, test } from 'vitest';
import { skipFailedText } from '../../../src/cli/running/messages.js';

test('what --skip-failed leaves alone failed or timed out', () => {
  expect([1, 2].map(skipFailedText)).toEqual([
    '1 that failed or timed out earlier was skipped (--skip-failed).',
    '2 that failed or timed out earlier were skipped (--skip-failed).',
  ]);
});
