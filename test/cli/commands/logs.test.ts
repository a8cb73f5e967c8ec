import { expect, test } from 'vitest';
import { nothingWentWrong } from '../../../src/cli/commands/logs.js';

test('one trial is spoken of as one', () => {
  expect(nothingWentWrong('tiny', 1)).toBe(
    'tiny: its only trial has not failed, timed out, diverged or been interrupted',
  );
  expect(nothingWentWrong('tiny', 2)).toBe(
    'tiny: none of its 2 trials failed, timed out, diverged or was interrupted',
  );
});
