import { isScalar, LineCounter, parseDocument, visit, type YAMLError } from 'yaml';
import {
  aliasesMultiply,
  duplicateKey,
  nestedTooDeeply,
  notYaml,
  secondDocument,
  specTooLong,
  unknownAlias,
} from './messages.js';
import { DEEPEST, MOST_ALIASED, plainValue, type RefuseAlias, tooDeep } from './limits.js';
import { resolveMergeKeys } from './merge-keys.js';
import { type Finding, type ParsedDocument, positionAt } from './places.js';
import { type Position, SpecError } from '../spec-error.js';
import { printable } from '../words/flow.js';

/** The text of a spec as YAML, with the way back from a value to its place. */
export interface YamlSource {
  readonly file: string;
  readonly text: string;
  readonly value: unknown;
  readonly document: ParsedDocument;
  readonly lines: LineCounter;
  /** Places of what stands elsewhere than in the text, by their path joined with dots. */
  readonly settings: Readonly<Record<string, Position>>;
}

/** Characters; people write far less. */
const LONGEST_TEXT = 200_000;

/** What is wrong at an offset of the text. */
type Fail = (offset: number, message: string) => never;

/** Throws a SpecError on text that is not YAML: the first mistake, since others follow from it. */
export function readYaml(text: string, file: string): YamlSource {
  const lines = new LineCounter();
  const fail: Fail = (offset, message) => {
    throw new SpecError([{ file, ...positionAt(lines, offset), message }]);
  };
  if (text.length > LONGEST_TEXT) fail(0, specTooLong(text.length, LONGEST_TEXT));
  const deep = tooDeep(text);
  if (deep !== null) fail(deep, nestedTooDeeply(DEEPEST));
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    // See merge-keys.ts.
    uniqueKeys: false,
    resolveKnownTags: false,
    logLevel: 'error',
  });
  const [mistake] = [...document.errors, ...document.warnings];
  if (mistake !== undefined) fail(mistake.pos[0], syntaxMessage(mistake, text));
  resolveMergeKeys(document, text, fail);
  const refuse: RefuseAlias = (alias, resolved) => {
    const name = printable(alias?.source ?? '');
    const message = resolved ? aliasesMultiply(name, MOST_ALIASED) : unknownAlias(name);
    return fail(alias?.range?.[0] ?? 0, message);
  };
  return {
    file,
    text,
    value: plainValue(document, refuse),
    document,
    lines,
    settings: {},
  };
}

/** The library's own words but for the few that speak to programmers. */
function syntaxMessage(mistake: YAMLError, text: string): string {
  if (mistake.code === 'MULTIPLE_DOCS') return secondDocument();
  return notYaml(printable(lineAround(text, mistake.pos[0])), printable(mistake.message, 160));
}

/** The line at that offset, or the last one before it that is not blank. */
function lineAround(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const line = text.slice(start).split('\n', 1)[0] ?? '';
  if (line.trim() !== '' || start === 0) return line;
  return text.slice(0, start).trimEnd().split('\n').at(-1) ?? '';
}

/** Keys that stand twice in one mapping, found here since YAML's own check takes quadratic time. */
export function duplicateKeys({ document, lines }: YamlSource): readonly Finding[] {
  const findings: Finding[] = [];
  visit(document, {
    Map: (_key, map) => {
      const first = new Map<string, number>();
      for (const { key } of map.items) {
        if (!isScalar(key) || !key.range) continue;
        const name = String(key.value);
        const before = first.get(name);
        const offset = key.range[0];
        if (before === undefined) first.set(name, offset);
        else {
          const { line } = positionAt(lines, before);
          findings.push({ offset, path: [], message: duplicateKey(printable(name), line) });
        }
      }
    },
  });
  return findings;
}
