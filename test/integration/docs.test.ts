import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { difference, parseDocument, readDocument } from './document.js';
import { ROOT, runShell } from './shell.js';

describe.each(['notebook.md', 'database.md', 'results-files.md'])('docs/%s', (name) => {
  const { steps, notRun } = readDocument(new URL(`../../docs/${name}`, import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), 'sweep-docs-'));
  beforeAll(() => {
    cpSync(join(ROOT, 'experiments'), join(folder, 'experiments'), { recursive: true });
    // As after `npm install flopsweep`.
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(ROOT, join(folder, 'node_modules', 'flopsweep'), 'dir');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  // In order: each works on what those before it have left in the folder.
  for (const step of steps) {
    if (step.kind === 'file') {
      it(`has the file ${step.name}`, () => writeFileSync(join(folder, step.name), step.text));
    } else {
      it.skipIf(step.needs !== null && !isInstalled(step.needs))(
        `says what is printed by ${step.script}`,
        async () => {
          const { code, stdout, stderr } = await runShell(step.script, folder);
          expect(code, stderr).toBe(step.exit);
          expect(difference(step.output, step.exit === 0 ? stdout : stderr)).toBeNull();
        },
      );
    }
  }

  it('has most of its commands run', () => {
    const run = steps.filter((step) => step.kind === 'commands');
    expect(run.length).toBeGreaterThan(5 * notRun.length);
  });
});

describe('a document', () => {
  const fence = '```';
  const document = (mark: string): string =>
    `${mark}\n\n${fence}sh\nnpx sweep list\n${fence}\n\n${fence}text\n...\n${fence}\n`;

  it('has its commands run unless a reason is given', () => {
    const found = parseDocument(`${document('Words.')}${document('<!-- not run: an hour -->')}`);
    expect(found.steps.map((step) => step.kind)).toEqual(['commands']);
    expect(found.notRun).toEqual(['an hour']);
    expect(() => parseDocument(document('<!-- not run: -->'))).toThrow('a mark that is none');
    expect(() => parseDocument(document('<!-- never -->'))).toThrow('a mark that is none');
  });

  it('has an output beside all commands', () => {
    expect(() => parseDocument(`${fence}sh\nnpx sweep list\n${fence}\n`)).toThrow('without a text');
  });

  it.each([
    ['a 1\nb 2', 'a 1\nb 2\n', true],
    ['a 1\nb 2', 'a 1\nb 3', false],
    ['a 1', 'a 1\nb 2', false],
    ['a 1\nb 2', 'a 1', false],
    ['a ... z', 'a   12.5 z', true],
    ['a ... z', 'a   12.5 y', false],
    ['a.c', 'abc', false],
    ['a\n...\nd', 'a\nb\nc\nd', true],
    ['a\n...\nd', 'a\nd', true],
    ['a\n...\nd', 'a\nb\nc', false],
    ['...\nb\nc', 'b\na\nb\nc', true],
    ['...\nb\n...\nb', 'a\nb\nc', false],
  ])('that says %j is held against %j', (expected, actual, same) => {
    expect(difference(expected, actual) === null).toBe(same);
  });
});

function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
}
