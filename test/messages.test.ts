import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

/** Of a programmer who calls a function wrongly: nobody else reads them. */
const FAULTS = ['Error', 'RangeError', 'TypeError', 'GraphError'];

/** Names under which a text travels to a user. */
const SAID = /^(message|expectation|expected|advice|reason|hint|warning|caution)$/;

/** A word, a space and another: a text, not a name. */
const SENTENCE = /[A-Za-z,;:)}] [a-z($]/;

describe('what users read is made in src/messages', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !file.startsWith('messages/'));

  test('errors, what is expected, advice and what is said in between', () => {
    const found = files.flatMap((file) => inlineTexts(file, readFileSync(join(SRC, file), 'utf8')));
    expect(found).toEqual([]);
  });

  test('the form of a message is filled in there too', () => {
    const elsewhere = files.filter((file) =>
      /messages\/problem\.js'/.test(readFileSync(join(SRC, file), 'utf8')),
    );
    expect(elsewhere).toEqual([]);
  });

  test.each([
    ['an error', "throw new UsageError('no such file');"],
    ['a part of one', 'throw new StoreError(`${path}: ${"it is damaged"}`);'],
    ['a problem', 'problems.push({ message: `${path} is too large` });'],
    ['advice', "const said = problem({ what: found, advice: 'delete it' });"],
    ['what is expected', "const expected = 'a whole number';"],
    ['a line of the terminal', "terminal.message('nothing to do');"],
    ['either of two', "terminal.message(done ? 'all is well' : 'ok');"],
  ])('%s is found where it stands elsewhere', (_, text) => {
    expect(inlineTexts('cli/some.ts', text)).toHaveLength(1);
  });

  test.each([
    ['a message', 'throw new UsageError(noSuchFile(path));'],
    ['the fault of a caller', "throw new RangeError('no values have no quartiles');"],
    ['help', "const option = { describe: 'Worker processes, a number' };"],
    ['a name', "throw new StoreError(of('val_accuracy'));"],
  ])('%s is none', (_, text) => {
    expect(inlineTexts('cli/some.ts', text)).toEqual([]);
  });
});

/** Every text for users that stands in the code itself, with its place. */
function inlineTexts(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    for (const part of saidParts(node)) {
      for (const literal of textsIn(part)) {
        const { line } = source.getLineAndCharacterOfPosition(literal.getStart());
        found.push(`src/${file}:${line + 1}: ${literal.getText().slice(0, 60)}`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...new Set(found)];
}

/** The expressions of a node whose texts a user reads. */
function saidParts(node: ts.Node): readonly ts.Node[] {
  if (ts.isNewExpression(node)) {
    const name = node.expression.getText();
    return name.endsWith('Error') && !FAULTS.includes(name) ? (node.arguments ?? []) : [];
  }
  if (ts.isCallExpression(node)) {
    return /\bterminal\.message$/.test(node.expression.getText()) ? node.arguments : [];
  }
  if (ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node)) {
    const isSaid = SAID.test(node.name.getText()) && node.initializer !== undefined;
    return isSaid ? [node.initializer] : [];
  }
  return [];
}

/** Texts in an expression, but not those that a function in it makes something of. */
function textsIn(node: ts.Node): ts.Node[] {
  if (ts.isStringLiteralLike(node)) return SENTENCE.test(node.text) ? [node] : [];
  if (ts.isTemplateExpression(node)) {
    const inner = node.templateSpans.flatMap(({ expression }) => textsIn(expression));
    return SENTENCE.test(wordsOf(node)) ? [node] : inner;
  }
  return node.getChildren().flatMap(textsIn);
}

/** The text of a template with an x for each value. */
function wordsOf({ head, templateSpans }: ts.TemplateExpression): string {
  return [head.text, ...templateSpans.map(({ literal }) => `x${literal.text}`)].join('');
}
