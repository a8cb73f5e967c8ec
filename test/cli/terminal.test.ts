import { expect, test } from 'vitest';
import { printText } from '../../src/cli/terminal/print.js';
import { terminalOf } from '../../src/cli/terminal/terminal.js';
import { rowsText } from '../../src/cli/terminal/rows-text.js';
import { textTable } from '../../src/cli/terminal/text-table.js';

/** A process whose streams are terminals of so many columns, or none. */
function streams(outColumns: number | null, messageColumns: number | null) {
  const written = { out: '', message: '' };
  const stream = (name: 'out' | 'message', columns: number | null) => ({
    isTTY: columns !== null,
    columns: columns ?? 0,
    write: (text: string) => (written[name] += text),
  });
  const terminal = terminalOf({
    env: {},
    stdin: {},
    stdout: stream('out', outColumns),
    stderr: stream('message', messageColumns),
  });
  return { terminal, written };
}
const LONG = 'mlp.yaml:3:5: epochs is out of range; got 0; expected a whole number from 1';

test('a message is broken between words on a terminal, and whole elsewhere', () => {
  const narrow = streams(null, 40);
  narrow.terminal.message(`${LONG}\n`);
  expect(narrow.written.message).toBe(
    'mlp.yaml:3:5: epochs is out of range;\n  got 0; expected a whole number from 1\n',
  );
  const piped = streams(40, null);
  // Longer than any width that might be assumed.
  const longer = `${LONG}, ${LONG}, ${LONG}\n`;
  piped.terminal.message(longer);
  expect(piped.written.message).toBe(longer);
});

test('text for people is fitted to the terminal of stdout, whatever stderr is', () => {
  const narrow = streams(40, null);
  printText(narrow.terminal, (width) => `${width} ${LONG}`);
  expect(narrow.written.out.split('\n').every(({ length }) => length <= 40)).toBe(true);
  expect(narrow.written.out).toMatch(/^40 mlp.*\n/);
  const piped = streams(null, 40);
  printText(piped.terminal, (width) => `${width} ${LONG}`);
  expect(piped.written.out).toBe(`Infinity ${LONG}\n`);
});

test('data are never broken, on a terminal either', () => {
  const { terminal, written } = streams(40, 40);
  const document = JSON.stringify({ error: LONG });
  terminal.out(document);
  expect(written.out).toBe(`${document}\n`);
});

test('a terminal that does not say how wide it is has 80 columns', () => {
  const { terminal } = streams(0, 0);
  expect([terminal.columns(), terminal.outColumns?.()]).toEqual([80, 80]);
});

test('a table that does not fit names what it leaves out', () => {
  const rows = [['100-100', '179,050', '89,610']];
  const titles = ['configuration', 'FLOPs', 'parameters'];
  // 13 + 2 + 7 + 2 + 10 = 34.
  expect(textTable(titles, rows, { width: 34, optional: ['parameters'] })).toBe(
    textTable(titles, rows),
  );
  expect(textTable(titles, rows, { width: 33, optional: ['parameters'] })).toBe(
    [
      'configuration    FLOPs',
      '-------------  -------',
      '100-100        179,050',
      '',
      'Too narrow for parameters; a wider terminal or --json shows all.',
    ].join('\n'),
  );
});

test('of a query nothing is left out: its rows stand upright', () => {
  const found = { columns: ['hidden', 'val_accuracy'], rows: [{ hidden: '3', val_accuracy: 0.5 }] };
  expect(rowsText(found, 'table', 19)).toBe('hidden        3\nval_accuracy  0.5');
  expect(rowsText(found, 'table', 20)).toContain('------  ------------');
  expect(rowsText(found, 'csv', 10)).toBe('hidden,val_accuracy\n3,0.5');
  // Without a row there is nothing to stand upright.
  expect(rowsText({ ...found, rows: [] }, 'table', 10)).toContain('hidden  val_accuracy');
});
