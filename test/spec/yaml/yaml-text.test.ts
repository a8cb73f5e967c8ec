import { expect, test } from 'vitest';
import { parseSpec } from '../../../src/spec/parse.js';
import { problemsOf } from '../problems-of.js';

const problems = (text: string): readonly string[] => problemsOf(() => parseSpec(text, 'a.yaml'));

test.each([
  ['', '1:1: the spec is empty; got nothing'],
  ['# nothing\n', 'the spec is empty; got nothing'],
  ['[1, 2]', '1:1: the spec is of the wrong kind; got [1, 2]'],
  ['words', '1:1: the spec is of the wrong kind; got words'],
  ['name: a\n---\nname: b\n', '2:1: a second document starts here'],
  ['name: "a', '1:9: not valid YAML; got name: "a'],
  ['a:\n\tb: 1\n', '2:1: not valid YAML; got b: 1; expected: Tabs are not allowed'],
  ['name: *nobody\n', '1:7: unknown alias; got *nobody; expected an anchor &nobody before it'],
  [
    'name: *no\u0007body\n',
    '1:7: unknown alias; got *no\uFFFDbody; expected an anchor &no\uFFFDbody',
  ],
  ['x: !!js/function 3\n', '1:4: not valid YAML; got x: !!js/function 3'],
  ['? [a]\n: 1\n', '1:3: not valid YAML'],
])('%j is one problem', (text, problem) => {
  expect(problems(text)).toEqual([expect.stringContaining(problem)]);
});

test('aliases that multiply are refused and not followed', () => {
  const lines = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
  for (const [name, before] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf', 'hg', 'ih', 'ji']) {
    lines.push(`${name}: &${name} [${new Array(10).fill(`*${before}`).join(', ')}]`);
  }
  const start = performance.now();
  expect(problems(lines.join('\n'))).toEqual([expect.stringContaining('the aliases multiply')]);
  expect(performance.now() - start).toBeLessThan(10_000);
}, 30_000);

test('a spec may use an alias, and a problem behind it points at the value', () => {
  const spec = (width: number): string => `name: a
dataset: mnist
parameters:
  hidden: { values: [[16], &wide [${width}], *wide] }
`;
  expect(parseSpec(spec(64), 'a.yaml').search.models[0]?.axes[0]).toMatchObject({
    name: 'hidden',
    domain: { values: [[16], [64]] },
  });
  expect(problems(spec(0))[0]).toMatch(
    /^4:35: parameters\.hidden\.values\[1\]\[0\] is out of range/,
  );
});

const HOSTILE: readonly (readonly [what: string, text: string])[] = [
  ['brackets', '['.repeat(50_000)],
  ['braces', '{a: '.repeat(20_000)],
  ['lists in lists', '- '.repeat(50_000)],
  ['keys in keys', '? '.repeat(50_000)],
  ['lists in mappings', '- a: '.repeat(30_000)],
  ['wrongly closed', '[}'.repeat(50_000)],
  ['closed before opened', ']'.repeat(5_000) + '['.repeat(5_000)],
  ['tags', '!x '.repeat(50_000)],
  ['fifteen thousand keys', Array.from({ length: 15_000 }, (_, i) => `k${i}: 1\n`).join('')],
  ['a megabyte', 'x'.repeat(1_000_000)],
];

test.each(HOSTILE.map(([what]) => what))(
  'hostile text is answered soon: %s',
  (what) => {
    const text = HOSTILE.find(([name]) => name === what)?.[1] ?? '';
    const start = performance.now();
    expect(problems(text).length).toBeGreaterThan(0);
    expect(performance.now() - start).toBeLessThan(10_000);
  },
  30_000,
);

test('what was got is shown without control characters, on one line', () => {
  const [, , name] = problems('name: "a\u001b[31m\n  b\u202e"\n');
  expect(name).toMatch(/^1:7: name cannot be used; got "a\uFFFD\[31m b\uFFFD"; /);
});

test('keys that every object has are unknown keys like others', () => {
  const lines = problems('__proto__: 1\nconstructor: 2\ntoString: 3\nname: a\ndataset: mnist\n');
  expect(lines.filter((line) => line.includes('unknown key'))).toHaveLength(3);
});

test.each([
  'zip: ["ep\\u001bochs", epochs]',
  'include: [{ hidden: [1] }]\nzip: [epochs, "a\\u202eb"]',
])('names that a message repeats have no control characters either: %j', (lines) => {
  const said = problems(
    `name: a\ndataset: mnist\nparameters: { hidden: [1], epochs: 2 }\n${lines}\n`,
  );
  expect(said).toHaveLength(1);
  expect(said[0]).toContain('\uFFFD');
  expect(said[0]).not.toMatch(/\p{C}/u);
});
