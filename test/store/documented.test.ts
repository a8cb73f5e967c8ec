import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VIEW_NAMES } from '../../src/store/schema/views.js';
import { testStore, type TestStore } from './store-for-test.js';

const DOCUMENT = readFileSync(new URL('../../docs/database.md', import.meta.url), 'utf8');

let store: TestStore;
beforeAll(() => (store = testStore()));
afterAll(() => store.remove());

const names = (sql: string): unknown[] => store.writer().db.prepare(sql).pluck().all();

describe.each(VIEW_NAMES)('docs/database.md, the view %s', (view) => {
  const rows = tableUnder(`### \`${view}\``);

  it('has every column in its order, and no other', () => {
    const documented = rows.flatMap(([columns = '']) => backticked(columns));
    expect(documented).toEqual(names(`SELECT name FROM pragma_table_info('${view}')`));
  });

  it('has a unit and words for every column', () => {
    for (const [columns, unit, words] of rows) {
      expect(unit, columns).toMatch(/\S/);
      expect(words, columns).toMatch(/\S/);
    }
  });
});

it('docs/database.md has every table, and no other', () => {
  const section = DOCUMENT.split('## Tables')[1]?.split('\n## ')[0] ?? '';
  const documented = [...section.matchAll(/^- `(\w+)`: \S/gm)].map(([, name]) => name);
  const tables = names(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
  );
  expect(documented.toSorted()).toEqual(tables.toSorted());
});

/** Cells of the body of the first table under a heading. */
function tableUnder(heading: string): string[][] {
  const section = DOCUMENT.split(`${heading}\n`)[1]?.split('\n#')[0] ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').slice(1, -1));
}

function backticked(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? '');
}
