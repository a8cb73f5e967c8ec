import { LineCounter, parseDocument, visit, type Node, type YAMLError } from 'yaml';
import { positionAt, type ParsedDocument } from './places.js';
import { SpecError } from './spec-error.js';

/** The text of a spec as YAML, with the way back from a value to its place. */
export interface YamlSource {
  readonly file: string;
  readonly text: string;
  readonly value: unknown;
  readonly document: ParsedDocument;
  readonly lines: LineCounter;
  /** Keys that stand twice in one mapping; the text is read as if only the last one did. */
  readonly duplicates: readonly YAMLError[];
}

/** No spec written by people is near it; YAML's parser is slow and recursive on hostile text. */
const LARGEST_TEXT = 1_000_000;

/** Throws a SpecError on text that is not YAML: the first mistake, since others follow from it. */
export function readYaml(text: string, file: string): YamlSource {
  const lines = new LineCounter();
  const fail = (offset: number, message: string): never => {
    throw new SpecError([{ file, ...positionAt(lines, offset), message }]);
  };
  if (text.length > LARGEST_TEXT) {
    fail(
      0,
      `the spec is too long; got ${text.length} characters; expected at most ${LARGEST_TEXT}`,
    );
  }
  const document = parsed(text, lines, () => fail(0, 'the spec is nested too deeply to be read'));
  const mistakes = [...document.errors, ...document.warnings];
  const mistake = mistakes.find((error) => error.code !== 'DUPLICATE_KEY');
  if (mistake !== undefined) fail(mistake.pos[0], `not valid YAML: ${yamlMessage(mistake)}`);
  const value = plainValue(document, (alias) =>
    fail(
      alias?.range?.[0] ?? 0,
      'the aliases (*name) cannot be followed: one of them names no anchor before it, itself, or ' +
        'far too much; write the values out',
    ),
  );
  const duplicates = document.errors.filter((error) => error.code === 'DUPLICATE_KEY');
  return { file, text, value, document, lines, duplicates };
}

function parsed(text: string, lineCounter: LineCounter, tooDeep: () => never): ParsedDocument {
  try {
    return parseDocument(text, {
      lineCounter,
      prettyErrors: false,
      stringKeys: true,
      resolveKnownTags: false,
      logLevel: 'error',
    });
  } catch (error) {
    if (error instanceof RangeError) return tooDeep();
    throw error;
  }
}

function plainValue(document: ParsedDocument, fail: (alias: Node | null) => never): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    if (error instanceof ReferenceError || error instanceof RangeError) {
      return fail(suspectAlias(document));
    }
    throw error;
  }
}

function suspectAlias(document: ParsedDocument): Node | null {
  const aliases: Node[] = [];
  let unresolved: Node | null = null;
  visit(document, {
    Alias: (_key, alias) => {
      aliases.push(alias);
      if (alias.resolve(document) === undefined) unresolved ??= alias;
    },
  });
  return unresolved ?? aliases.at(-1) ?? null;
}

/** The library's own words, on one line. */
function yamlMessage(error: YAMLError): string {
  return error.message.replace(/\s+/g, ' ').trim();
}
