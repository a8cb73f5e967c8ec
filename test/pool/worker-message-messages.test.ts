import { expect, test } from 'vitest';
import { brief } from '../../src/text/values.js';
import { malformedMessage } from '../../src/pool/messages.js';

test('a malformed message is answered in the form of the house', () => {
  expect(malformedMessage('epoch: metrics.loss', NaN, 'a finite number')).toBe(
    'the worker sent an invalid message: epoch: metrics.loss; ' +
      'got NaN; expected a finite number',
  );
});

test('any value is written in a few words', () => {
  expect(brief(undefined)).toBe('undefined');
  expect(brief(-Infinity)).toBe('-Infinity');
  expect(brief(5n)).toBe('"5n"');
  expect(brief({ loss: NaN })).toBe('{"loss":"NaN"}');
  expect(brief(Symbol('x'))).toBe('Symbol(x)');
  expect(brief({ pixels: new Uint8Array(1e6) })).toBe('{"pixels":"1000000 bytes"}');
  expect(brief('x'.repeat(5000)).length).toBeLessThan(130);
  const loop: Record<string, unknown> = {};
  loop['self'] = loop;
  expect(brief(loop)).toBe('[object Object]');
});
