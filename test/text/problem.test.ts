import { describe, expect, it } from 'vitest';
import { problem } from '../../src/text/problem.js';

describe('a message', () => {
  it('says what, got, expected and what to do, in this order', () => {
    expect(
      problem({ advice: 'write [1]', got: '1', expected: 'a list', what: 'seeds is no list' }),
    ).toBe('seeds is no list; got 1; expected a list; write [1]');
  });

  it('leaves out what is not known', () => {
    expect(problem({ what: 'no such file' })).toBe('no such file');
  });
});
