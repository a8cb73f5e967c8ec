import { expect, test } from 'vitest';
import { parseSpec } from '../../../src/spec/parse.js';
import { readYaml } from '../../../src/spec/yaml/yaml-source.js';
import { problemsOf } from '../problems-of.js';

const problems = (text: string): readonly string[] => problemsOf(() => parseSpec(text, 'a.yaml'));

test.each([
  ['', '1:1: the spec is empty; got nothing'],
  ['# nothing\n', 'the spec is empty; got nothing'],
  ['[1, 2]', '1:1: the spec has the wrong type; got [1, 2]'],
  ['words', '1:1: the spec has the wrong type; got words'],
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
  expect(problems(lines.join('\n'))).toEqual([
    expect.stringContaining('too many alias expansions'),
  ]);
  expect(performance.now() - start).toBeLessThan(10_000);
}, 30_000);

/** As many characters as a spec may have. */
const LONGEST = 200_000;

/** Lines of that many characters. */
function linesOf(line: (index: number) => string): string {
  let text = '';
  for (let index = 0; text.length + line(index).length < LONGEST; index += 1) text += line(index);
  return text;
}

// Each took from twenty seconds to minutes: every alias walked through all of the text.
test.each([
  ['of one anchor', `a: &a 1\nb: [${'*a,'.repeat(66_000)}]`, 'got *a once too often'],
  ['of nothing', `a: &a 1\nb: [${'*b,'.repeat(66_000)}]`, 'unknown alias; got *b'],
  [
    'of many anchors',
    linesOf((i) => `- [&a${i} 1${`,*a${i} `.repeat(90)}]\n`),
    'the spec has the wrong type',
  ],
  [
    'in lists that have aliases',
    linesOf((i) => (i % 40 === 0 ? '- &q 1\n' : `- &a${i} [*q ]\n- *a${i}\n`)),
    'the spec has the wrong type',
  ],
  [
    'of empty lists',
    `a: &a [${'[],'.repeat(30_000)}]\nb: [${'*a,'.repeat(30_000)}]`,
    'got *a once too often',
  ],
])(
  'aliases cost time in proportion to the text: %s',
  (_, text, said) => {
    const start = performance.now();
    expect(problems(text)[0]).toContain(said);
    // Some three seconds, for the parser.
    expect(performance.now() - start).toBeLessThan(15_000);
  },
  300_000,
);

test.each([
  ['a: &x 1\nb: *x\nc: &x 2\nd: *x', { a: 1, b: 1, c: 2, d: 2 }],
  ['a: &x [1, &y 2]\nb: [*x, *y]', { a: [1, 2], b: [[1, 2], 2] }],
  ['? &x a\n: *x\n', { a: 'a' }],
])('an alias stands for the last anchor of its name before it: %j', (text, value) => {
  expect(readYaml(text, 'a.yaml').value).toEqual(value);
});

test('the alias that is named is the one where it went wrong', () => {
  const many = `a: &a 1\nb: [${'*a, '.repeat(120)}]\nc: &c 1\nd: *c\n`;
  // The library counts the anchor too: of "b: [*a, *a, ..." the hundredth alias is at 4 + 4 x 99.
  expect(problems(many)).toEqual([
    '2:401: too many alias expansions; got *a once too often; expected at most 100 values; write the values out',
  ]);
  expect(problems('a: *b\nb: &b 1\nc: *b\n')[0]).toMatch(/^1:4: unknown alias; got \*b/);
});

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
