import { Lexer, Parser, type CST } from 'yaml';

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
