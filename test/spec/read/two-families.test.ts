import { expect, test } from 'vitest';
import { parseSpec } from '../../../src/spec/parse.js';
import { problemsOf } from '../problems-of.js';

const spec = (parameters: string, more = ''): string =>
  `name: two\ndataset: mnist\nmethod: random\nrun_cap: 4\n${more}parameters:\n  hidden: [16]\n${parameters}`;

const TWO = spec(`  optimizer: { values: [adam, sgd] }
  learning_rate:
    { min: 0.0001, max: 0.01, when: { optimizer: adam }, otherwise: { min: 0.01, max: 1 } }
`);

const FAMILIES =
  '[{family: adam, parameters: {optimizer: adam, learning_rate: {min: 0.0001, max: 0.01}}}, ' +
  '{family: sgd, parameters: {optimizer: sgd, learning_rate: {min: 0.01, max: 1}}}]';

test('two distributions by a condition are answered with the two families that say it', () => {
  expect(problemsOf(() => parseSpec(TWO, 'a.yaml'))).toEqual([
    '9:69: parameters.learning_rate.otherwise has the wrong type; got { min: 0.01, max: 1 }; expected ' +
      'a finite number above 0; a parameter cannot have two conditional lists or distributions: ' +
      `write two families, model: ${FAMILIES}, and remove learning_rate from parameters`,
  ]);
});

test('those families are a spec, each with its own distribution', () => {
  const { models } = parseSpec(spec('', `model: ${FAMILIES}\n`), 'a.yaml').search;
  const rates = models.map(({ family, axes }) => [
    family,
    axes.find(({ name }) => name === 'learning_rate')?.domain,
  ]);
  expect(rates).toMatchObject([
    ['adam', { distribution: { min: 0.0001, max: 0.01 } }],
    ['sgd', { distribution: { min: 0.01, max: 1 } }],
  ]);
});

test.each([
  [
    'a list of values',
    spec(`  optimizer: { values: [adam, sgd, momentum] }
  epochs: { values: [1, 2], when: { optimizer: adam }, otherwise: [5, 10] }
`),
    '{family: adam, parameters: {optimizer: adam, epochs: {values: [1, 2]}}}, ' +
      '{family: sgd-momentum, parameters: {optimizer: {values: [sgd, momentum]}, epochs: {values: [5, 10]}}}',
  ],
  [
    'networks',
    'name: a\ndataset: mnist\nparameters:\n  epochs: { values: [1, 9] }\n' +
      '  hidden: { values: [[16]], when: { epochs: 1 }, otherwise: { values: [[8], [4]] } }\n',
    '{family: one, parameters: {epochs: 1, hidden: {values: [[16]]}}}, ' +
      '{family: other, parameters: {epochs: 9, hidden: {values: [[8], [4]]}}}',
  ],
  [
    'a model of layers',
    `name: a\ndataset: mnist\nmodel: { layers: [flatten, { dense: $units }] }\nparameters:
  optimizer: { values: [adam, sgd] }
  units: { values: [8], when: { optimizer: sgd }, otherwise: { values: [16, 32] } }
`,
    '{family: sgd, layers: [...], parameters: {optimizer: sgd, units: {values: [8]}}}, ' +
      '{family: adam, layers: [...], parameters: {optimizer: adam, units: {values: [16, 32]}}}',
  ],
])('so are %s', (_what, text, families) => {
  expect(problemsOf(() => parseSpec(text, 'a.yaml'))).toEqual([expect.stringContaining(families)]);
});

test('a value of the wrong kind is no second distribution', () => {
  const text = TWO.replace('otherwise: { min: 0.01, max: 1 }', 'otherwise: fast');
  expect(problemsOf(() => parseSpec(text, 'a.yaml'))[0]).not.toContain('two families');
});
