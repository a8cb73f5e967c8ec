import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseSpec } from '../../../src/spec/parse.js';
import { readYaml } from '../../../src/spec/yaml/yaml-source.js';
import { problemsOf } from '../problems-of.js';

const problems = (text: string): readonly string[] => problemsOf(() => parseSpec(text, 'a.yaml'));

const TWO_FAMILIES = `name: merge-key
dataset: mnist
model:
  - family: relu
    layers: [flatten, { dense: { units: $units, activation: relu } }]
    parameters: &sizes { units: { values: [16, 32] } }
  - family: tanh
    layers: [flatten, { dense: { units: $units, activation: tanh } }]
    parameters: { <<: *sizes }
`;

test('a model may take the parameters of another', () => {
  const { models } = parseSpec(TWO_FAMILIES, 'a.yaml').search;
  expect(models.map(({ axes }) => axes[0])).toMatchObject([
    { name: 'units', domain: { values: [16, 32] } },
    { name: 'units', domain: { values: [16, 32] } },
  ]);
});

test.each([
  ['own keys after it', 'a: &a { x: 1, y: 2 }\nb: { <<: *a, y: 3 }', { x: 1, y: 3 }],
  ['own keys before it', 'a: &a { x: 1, y: 2 }\nb: { y: 3, <<: *a }', { x: 1, y: 3 }],
  [
    'of a list the first',
    'a: [&a { x: 1 }, &c { x: 2, z: 4 }]\nb: { <<: [*a, *c] }',
    { x: 1, z: 4 },
  ],
  ['a mapping without an alias', 'b: { <<: { x: 1 }, y: 2 }', { x: 1, y: 2 }],
  ['a list with one', 'a: &a { x: 1 }\nb: { <<: [{ x: 5, y: 6 }, *a] }', { x: 5, y: 6 }],
  [
    'what is merged merges too',
    'a: &a { x: 1 }\nc: &c { <<: *a, y: 2 }\nb: { <<: *c }',
    { x: 1, y: 2 },
  ],
  ['lists and aliases inside', 'a: &a { x: &x [1], y: *x }\nb: { <<: *a }', { x: [1], y: [1] }],
  ['an empty mapping', 'a: &a {}\nb: { <<: *a, y: 1 }', { y: 1 }],
  ['blocks', 'a: &a\n  x: 1\nb:\n  <<: *a\n  y: 2', { x: 1, y: 2 }],
])('merges as YAML 1.1 does: %s', (_what, text, expected) => {
  const { value } = readYaml(text, 'a.yaml');
  expect((value as { b: unknown }).b).toEqual(expected);
  // The library's own reading of YAML 1.1 is a second opinion.
  expect(parse(text, { merge: true })).toEqual(value);
});

test('an alias that is merged means its anchor then, not a later one of that name', () => {
  const { value } = readYaml('a: &x 1\ns: &s { p: *x }\nc: &x 2\nb: { <<: *s }', 'a.yaml');
  expect(value).toMatchObject({ b: { p: 1 } });
});

test('a quoted << is a key like others', () => {
  expect(readYaml('"<<": { x: 1 }', 'a.yaml').value).toEqual({ '<<': { x: 1 } });
});

test('a problem in what is merged is told where it was written', () => {
  expect(problems(TWO_FAMILIES.replace('[16, 32]', '[]'))).toEqual([
    expect.stringMatching(/^6:43: model\[0\]\.parameters\.units\.values is empty/),
    expect.stringMatching(/^6:43: model\[1\]\.parameters\.units\.values is empty/),
  ]);
  const misspelt = 'name: a\ndataset: &d { nmae: mnist }\nparameters: { hidden: [1] }\n';
  expect(problems(misspelt.replace('parameters', 'run: { <<: *d }\nparameters'))).toEqual([
    expect.stringMatching(/^2:15: unknown key in dataset; got nmae/),
    expect.stringMatching(/^2:15: unknown key in run; got nmae/),
  ]);
});

test('a setting changes what one mapping has merged, and no other', () => {
  const { models } = parseSpec(TWO_FAMILIES, 'a.yaml', [
    'model.1.parameters.units.values=[8]',
  ]).search;
  expect(models.map(({ axes }) => axes[0])).toMatchObject([
    { domain: { values: [16, 32] } },
    { domain: { values: [8] } },
  ]);
});

test.each([
  ['a: &a 3\nb: { <<: *a }', '2:10: << merges something other than mappings; got *a;'],
  ['b: { <<: 3 }', '1:10: << merges something other than mappings; got 3; expected a mapping'],
  ['b: { <<: }', '<< merges something other than mappings; got nothing'],
  ['b: { <<: [{ x: 1 }, y] }', '1:21: << merges something other than mappings; got y;'],
  [
    'b: { <<: { x: 1 }, <<: { y: 1 } }',
    '1:20: duplicate key; got << again; expected it once; write',
  ],
  ['b: { <<: *nobody }', '<< merges something other than mappings; got *nobody'],
  ['a: &a { b: { <<: *a } }', 'too many merged mappings'],
  ['a: &a { <<: *a }', 'too many merged mappings'],
])('%j is one problem', (text, problem) => {
  expect(problems(text)).toEqual([expect.stringContaining(problem)]);
});

test.each([
  [
    'in each other',
    (name: string, before: string) =>
      `${name}: &${name} { ${[...'pqrstuvwxy'].map((key) => `${key}: { <<: *${before} }`).join(', ')} }`,
  ],
  [
    'beside each other',
    (name: string, before: string) =>
      `${name}: &${name} { <<: [${new Array(10).fill(`*${before}`).join(', ')}], ${name}1: [*${before}, *${before}] }`,
  ],
])('mappings that multiply by merging %s are refused and not followed', (_what, line) => {
  const lines = ['a: &a { x: 1, y: 2 }'];
  for (const [name = '', before = ''] of [
    'ba',
    'cb',
    'dc',
    'ed',
    'fe',
    'gf',
    'hg',
    'ih',
    'ji',
    'kj',
    'lk',
    'ml',
    'nm',
  ]) {
    lines.push(line(name, before));
  }
  const start = performance.now();
  expect(problems(lines.join('\n'))).toEqual([expect.stringMatching(/too many .*; got /)]);
  expect(performance.now() - start).toBeLessThan(10_000);
});

test('ten thousand keys and values are the most that merging brings in', () => {
  // A key and its value are two: a hundred keys merged fifty times are 10,000.
  const keys = Array.from({ length: 100 }, (_, index) => `k${index}: 1`).join(', ');
  const text = (times: number): string =>
    `a: &a { ${keys} }\nb: [${new Array(times).fill('{ <<: *a }').join(', ')}]\n`;
  expect((readYaml(text(50), 'a.yaml').value as { b: unknown[] }).b).toHaveLength(50);
  expect(problemsOf(() => readYaml(text(51), 'a.yaml'))).toEqual([
    expect.stringContaining(
      'too many merged mappings; got << once too often; expected at most 10,000',
    ),
  ]);
});
