import { expect, test } from 'vitest';
import { processEnded } from '../../src/native/messages.js';

test('a process ended by a signal, with a code or without an answer, and with its last line', () => {
  expect(processEnded({ signal: 'SIGABRT' }, '')).toBe('its process was killed by SIGABRT');
  expect(processEnded({ code: '7' }, 'no libcuda')).toBe('its process ended with 7: no libcuda');
  expect(processEnded({ code: null }, '')).toBe('its process ended with no answer');
});
