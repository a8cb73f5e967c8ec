import {
  Alias,
  type CST,
  Lexer,
  Parser,
  type Scalar,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { ParsedDocument } from './places.js';

/** A valid spec is five deep. */
export const DEEPEST = 32;

/**
 * The offset of the first value nested too deeply to be read, or null. Asked before anything is
 * composed, since that is recursive, and Node ends the process where its stack runs out while a
 * regular expression is compiled. This is not recursive.
 */
export function tooDeep(text: string): number | null {
  return deepFlow(text) ?? deepBlocks(text);
}

/** Brackets and braces, from the lexer alone: the parser is slow on thousands of them. */
function deepFlow(text: string): number | null {
  let depth = 0;
  let offset = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme === '[' || lexeme === '{') depth += 1;
    if (lexeme === ']' || lexeme === '}') depth = Math.max(0, depth - 1);
    if (depth > DEEPEST) return offset;
    // The lexer marks documents and scalars with control characters that are not in the text.
    if (text.startsWith(lexeme, offset)) offset += lexeme.length;
  }
  return null;
}

function deepBlocks(text: string): number | null {
  const waiting: { readonly token: CST.Token | null | undefined; readonly depth: number }[] = [];
  for (const token of new Parser().parse(text)) waiting.push({ token, depth: 0 });
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { token, depth } = next;
    if (!token) continue;
    if (depth > DEEPEST && 'offset' in token) return token.offset;
    if (token.type === 'document') waiting.push({ token: token.value, depth });
    if (!('items' in token)) continue;
    for (const item of token.items) {
      waiting.push({ token: item.key, depth: depth + 1 }, { token: item.value, depth: depth + 1 });
    }
  }
  return null;
}

/** Values that aliases may stand for; more is an attack, or a slip. */
export const MOST_ALIASED = 100;

/** What may have an anchor. */
type Anchored = Scalar | YAMLMap | YAMLSeq;

/**
 * What each alias stands for: the last anchor of its name before it; undefined where there is none. In
 * one walk, where the library's `resolve` walks through the document once for every alias.
 */
export function aliasTargets(document: ParsedDocument): ReadonlyMap<Alias, Anchored | undefined> {
  const anchors = new Map<string, Anchored>();
  const targets = new Map<Alias, Anchored | undefined>();
  visit(document, {
    Node: (_key, node) => {
      if (node instanceof Alias) {
        if (!targets.has(node)) targets.set(node, anchors.get(node.source));
      } else if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
  });
  return targets;
}

/** @param resolved whether the alias stands for anything: if so, it does once too often. */
export type RefuseAlias = (alias: Alias | undefined, resolved: boolean) => never;

/** The document as plain data; time is linear in its size. */
export function plainValue(document: ParsedDocument, refuse: RefuseAlias): unknown {
  const targets = aliasTargets(document);
  const uses = new Map<Anchored, number>();
  let asked: Alias | undefined;
  for (const [alias, target] of targets) {
    alias.resolve = (whole, context) => {
      // So the library asks where it counts.
      if (context === undefined) return target;
      asked = alias;
      if (target === undefined) return undefined;
      const used = (uses.get(target) ?? 0) + 1;
      uses.set(target, used);
      // The library counts no alias of an empty list.
      if (used > MOST_ALIASED) throw new RangeError('an anchor with too many aliases');
      // Else it would compare the alias with every node before it.
      context.aliasResolveCache = [target];
      return Alias.prototype.resolve.call(alias, whole, context);
    };
  }
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASED });
  } catch (error) {
    // toJS throws these two for aliases only: to nothing, to far too much, or too deep.
    if (!(error instanceof ReferenceError || error instanceof RangeError)) throw error;
    return refuse(asked, asked !== undefined && targets.get(asked) !== undefined);
  } finally {
    for (const alias of targets.keys()) Reflect.deleteProperty(alias, 'resolve');
  }
}
