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

describe('the prose of the page and of the answer', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter(
      (file) =>
        /^(report|front)\/.*\.ts$/.test(file) &&
        !/\/browser\/|\/messages\.ts$|style\.ts$/.test(file),
    );

  test('is in functions that return it, or in what a chart or a column says of itself', () => {
    const found = files.flatMap((file) => strayProse(file, readFileSync(join(SRC, file), 'utf8')));
    expect(found).toEqual([]);
  });

  test.each([
    ['a sentence in a constant', "const NOTE = 'one seed each, so nothing is decided';"],
    ['one that is pushed', "lines.push('no trial has completed yet');"],
    ['one in a section', 'const section = markup`<p>no trial has completed</p>`;'],
    ['one in the row of a chart', "return { points, said: 'none of them is drawn' };"],
  ])('%s is found', (_, text) => {
    expect(strayProse('report/some.ts', text)).toHaveLength(1);
  });

  test.each([
    ['what a function returns', "function said(): string { return 'no trial has completed'; }"],
    ['a section', 'function section(): Markup { return markup`<p>no trial has completed</p>`; }'],
    ['a caption', "const chart: Chart = { caption: () => 'a line is a trial' };"],
    ['the fault of a caller', "throw new RangeError('no values have no quartiles');"],
    ['a name', "const key = 'val_accuracy';"],
  ])('%s is none of it', (_, text) => {
    expect(strayProse('report/some.ts', text)).toEqual([]);
  });
});

/** Four words or more: a sentence, or half of one. */
const PROSE = /[A-Za-z,;:)}’] [a-z]+ [a-z]+ [a-z(]/;

/** What a chart, a column of a table or an axis says of itself. */
const OWN_WORDS = /^(title|caption|empty|description|note|text|label)$/;

/** Sentences in the code itself, with their places. */
function strayProse(file: string, text: string): string[] {
  return nodesOf(sourceOf(file, text))
    .filter((node) => ts.isStringLiteralLike(node) || ts.isTemplateExpression(node))
    .filter((node) => PROSE.test(ts.isTemplateExpression(node) ? wordsOf(node, '1') : node.text))
    .filter((node) => !isProse(node))
    .map((node) => `${placeOf(file, node)}: ${node.getText().slice(0, 60)}`);
}

/** Whether something around it says that it is read as it stands. */
function isProse(node: ts.Node): boolean {
  if (ts.isFunctionDeclaration(node)) {
    return /^(readonly )?(string|Markup)(\[\])?( \| null)?$/.test(node.type?.getText() ?? '');
  }
  if (ts.isNewExpression(node)) return FAULTS.includes(node.expression.getText());
  if (ts.isPropertyAssignment(node) && OWN_WORDS.test(node.name.getText())) return true;
  return node.parent !== undefined && isProse(node.parent);
}

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

/** The text of a template with a word, or a number, for each value. */
function wordsOf({ head, templateSpans }: ts.TemplateExpression, value = 'x'): string {
  return [head.text, ...templateSpans.map(({ literal }) => `${value}${literal.text}`)].join('');
}
