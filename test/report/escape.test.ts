import { describe, expect, test } from 'vitest';
import { escapeHtml, jsonForScript, markup, trusted } from '../../src/report/escape.js';

describe('markup', () => {
  test('escapes text between tags and in quoted attributes', () => {
    const text = `<b title="x" id='y'>&amp;`;
    expect(markup`<p class="${text}">${text}</p>`.markup).toBe(
      `<p class="${escapeHtml(text)}">${escapeHtml(text)}</p>`,
    );
    expect(escapeHtml(text)).toBe('&lt;b title=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;');
  });

  test('keeps markup as it is, in lists and nested', () => {
    const items = ['a', '<'].map((item) => markup`<li>${item}</li>`);
    expect(markup`<ul>${items}</ul>${trusted('<br>')}${7}${2n ** 60n}`.markup).toBe(
      '<ul><li>a</li><li>&lt;</li></ul><br>71152921504606846976',
    );
  });
});

describe('JSON in a script', () => {
  test('has no character that could end the script or open a comment', () => {
    const value = { '</script>': '<!-- <script>\u2028\u2029' };
    const json = jsonForScript(value);
    expect(json).not.toMatch(/[<\u2028\u2029]/);
    expect(JSON.parse(json)).toEqual(value);
  });

  test('writes integers beyond 2^53 as strings', () => {
    expect(jsonForScript({ flops: 2n ** 60n, small: 5 })).toBe(
      '{"flops":"1152921504606846976","small":5}',
    );
  });
});
