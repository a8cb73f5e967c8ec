import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LAYER_LANGUAGE } from '../../src/network/layer-language.js';
import { expandSpec } from '../../src/spec/expand.js';
import { specJsonSchema } from '../../src/spec/schema/schema.js';
import { parseSpec } from '../../src/spec/parse.js';
import { MNIST } from './mnist-facts.js';
import { problemsOf } from './problems-of.js';

const DOC = readFileSync(new URL('../../docs/spec.md', import.meta.url), 'utf8');

/** Rows of the table after that mark, as cells without ticks. */
function tableAfter(mark: string): readonly (readonly string[])[] {
  const [, after = ''] = DOC.split(`<!-- ${mark} -->\n\n`);
  const [table = ''] = after.split('\n\n');
  return table
    .trimEnd()
    .split('\n')
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
}

describe('docs/spec.md', () => {
  const blocks = [...DOC.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);

  it.each(blocks.map((text, index) => [index + 1, text] as const))(
    'has a spec in block %i that is read',
    (_, text) => {
      const dataset = text.startsWith('dataset:') ? '' : 'dataset: mnist\n';
      const { configurations } = expandSpec(
        parseSpec(`name: a\n${dataset}${text}`, 'a.yaml'),
        MNIST,
      );
      expect(configurations.length).toBeGreaterThan(0);
    },
  );

  it.each([
    ['# nine networks', 9],
    ['# one, four and two networks', 7],
    ['zip: [batch_size', 2],
    ['when: { optimizer: adamw }', 3],
    ['include: [{ hidden: [300', 4],
    ['run_cap: 20', 20],
    ['kernel_size: 3, activation: relu }\n    - max_pooling2d', 4],
    ['family: rows', 4],
    ['family: wide', 4],
    ['parameters: { <<: *sizes', 4],
    ['family: sgd', 20],
  ])('says how many configurations there are with %j: %i', (mark, count) => {
    const text = blocks.find((block) => block.includes(mark)) ?? '';
    const { configurations } = expandSpec(
      parseSpec(`name: a\ndataset: mnist\n${text}`, 'a.yaml'),
      MNIST,
    );
    expect(configurations).toHaveLength(count);
  });

  it('has every key in its first table', () => {
    const { properties } = specJsonSchema() as {
      properties: Record<string, { properties: object }>;
    };
    const rows = tableAfter('keys');
    expect(rows.map(([key]) => key)).toEqual(Object.keys(properties));
    const run = rows.find(([key]) => key === 'run')?.[1] ?? '';
    for (const key of Object.keys(properties['run']?.properties ?? {})) expect(run).toContain(key);
  });

  it('names words of other tools that have an answer, each with the key that it says', () => {
    const answerTo = (word: string): string => {
      const [key, value = '1'] = word.split(': ');
      const within = word.startsWith('method') ? '' : '  ';
      const text = `name: a\ndataset: mnist\nparameters:\n  epochs: 1\n${within}${key}: ${value}\n`;
      return problemsOf(() => parseSpec(text, 'a.yaml')).join('\n');
    };
    const rows = tableAfter('words');
    expect(rows.length).toBeGreaterThan(10);
    for (const [there = '', here = ''] of rows) {
      const names = there
        .split(/, | and |; /)
        .map((word) => (/^(tpe|hyperband)$/.test(word) ? `method: ${word}` : word));
      for (const word of names) {
        const said = answerTo(word);
        const keys = [...here.matchAll(/^[a-z_]+(?=:|,|$)|(?<=[,;] )[a-z_]+(?=:|,|$)/g)].map(
          ([key]) => key,
        );
        const supported = !here.startsWith('not') && !here.startsWith('nothing');
        expect(said, word).not.toContain('an MLP has no such parameter');
        if (supported)
          expect(
            keys.some((key) => said.includes(key)),
            `${word}: ${said}`,
          ).toBe(true);
        else expect(said, word).toMatch(/not supported|delete the key/);
      }
    }
  });

  it('has every key of a dataset', () => {
    const { properties } = specJsonSchema() as {
      properties: { dataset: { anyOf: { properties?: object }[] } };
    };
    const [keys] = properties.dataset.anyOf.flatMap(({ properties: own }) => own ?? []);
    expect(tableAfter('data').map(([key]) => key)).toEqual(Object.keys(keys ?? {}));
  });

  it('has every layer with its settings', () => {
    const expected = Object.entries(LAYER_LANGUAGE).map(([name, { fields, bare }]) => {
      const others = Object.keys(fields).filter((field) => field !== bare);
      return [name, [...(bare === null ? [] : [bare]), ...others].join(', ') || 'none'];
    });
    expect(tableAfter('layers')).toEqual(expected);
  });
});
