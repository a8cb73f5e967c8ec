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

describe('what users read is made by functions that return it', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !file.startsWith('text/'));

  test('errors, what is expected, advice and what is said in between', () => {
    const found = files.flatMap((file) => inlineTexts(file, readFileSync(join(SRC, file), 'utf8')));
    expect(found).toEqual([]);
  });

  test('the form of a message is filled in there too', () => {
    const found = files.flatMap((file) => {
      const source = sourceOf(file, readFileSync(join(SRC, file), 'utf8'));
      return nodesOf(source)
        .filter((node) => ts.isCallExpression(node) && node.expression.getText() === 'problem')
        .filter((node) => !isInMessage(node))
        .map((node) => placeOf(file, node));
    });
    expect(found).toEqual([]);
  });

  test.each([
    ['an error', "throw new UsageError('no such file');"],
    ['a part of one', 'throw new StoreError(`${path}: ${"it is damaged"}`);'],
    ['a problem', 'problems.push({ message: `${path} is too large` });'],
    ['advice', "const said = problem({ what: found, advice: 'delete it' });"],
    ['what is expected', "const expected = 'a whole number';"],
    ['a line of the terminal', "terminal.message('nothing to do');"],
    ['one in a message', "function bad(): string { throw new UsageError('no such file'); }"],
    ['either of two', "terminal.message(done ? 'all is well' : 'ok');"],
  ])('%s is found where it stands elsewhere', (_, text) => {
    expect(inlineTexts('cli/some.ts', text)).toHaveLength(1);
  });

  test.each([
    ['a message', 'throw new UsageError(noSuchFile(path));'],
    ['the fault of a caller', "throw new RangeError('no values have no quartiles');"],
    [
      'what a message is made of',
      "function bad(): string { const expected = 'a whole number'; return problem({ advice: 'mend it' }); }",
    ],
    ['help', "const option = { describe: 'Worker processes, a number' };"],
    ['a name', "throw new StoreError(of('val_accuracy'));"],
  ])('%s is none', (_, text) => {
    expect(inlineTexts('cli/some.ts', text)).toEqual([]);
  });
});

/** Every text for users that stands in the code itself, with its place. */
function inlineTexts(file: string, text: string): string[] {
  const found = nodesOf(sourceOf(file, text)).flatMap((node) =>
    saidParts(node)
      .flatMap(textsIn)
      .map((literal) => `${placeOf(file, literal)}: ${literal.getText().slice(0, 60)}`),
  );
  return [...new Set(found)];
}

function sourceOf(file: string, text: string): ts.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
}

function nodesOf(node: ts.Node): ts.Node[] {
  const inner: ts.Node[] = [];
  ts.forEachChild(node, (child) => void inner.push(...nodesOf(child)));
  return [node, ...inner];
}

function placeOf(file: string, node: ts.Node): string {
  const { line } = node.getSourceFile().getLineAndCharacterOfPosition(node.getStart());
  return `src/${file}:${line + 1}`;
}

/** True of what stands in a function that returns a text: a message, or a part of one. */
function isInMessage(node: ts.Node): boolean {
  if (ts.isFunctionDeclaration(node))
    return /^string( \| null)?$|^(readonly )?string\[\]$/.test(node.type?.getText() ?? '');
  return node.parent !== undefined && isInMessage(node.parent);
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
  if ((ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node)) && !isInMessage(node)) {
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
