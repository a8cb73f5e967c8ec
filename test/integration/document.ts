import { readFileSync } from 'node:fs';

/** A fenced block of shell commands and the output that stands beside it. */
export interface Commands {
  readonly kind: 'commands';
  readonly script: string;
  /** What they print: on stdout, or on stderr where they exit with another code than 0. */
  readonly output: string;
  readonly exit: number;
  /** A program that they need beside sweep. */
  readonly needs: string | null;
}

/** A fenced block that the reader keeps under a name. */
export interface DocumentFile {
  readonly kind: 'file';
  readonly name: string;
  readonly text: string;
}

export interface Document {
  readonly steps: readonly (Commands | DocumentFile)[];
  /** Reasons of the blocks that are not run. */
  readonly notRun: readonly string[];
}

interface Block {
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** Of the HTML comment before it. */
  readonly mark: string;
}

/**
 * What a document has its reader do: `sh` blocks with a `text` block beside each, and files. A
 * comment before a block says otherwise: `<!-- not run: reason -->`, `<!-- file: name -->`,
 * `<!-- exit 2 -->`, `<!-- needs sqlite3 -->`.
 *
 * @throws Error where a mark is unknown, a reason is missing, or commands have no output beside them.
 */
export function readDocument(url: URL): Document {
  return parseDocument(readFileSync(url, 'utf8'));
}

export function parseDocument(text: string): Document {
  const blocks = blocksOf(text.split('\n'));
  const steps: (Commands | DocumentFile)[] = [];
  const notRun: string[] = [];
  blocks.forEach((block, index) => {
    const [, mark, value] = /^(not run:|file:|exit|needs)\s*(.*)$/s.exec(block.mark) ?? [];
    const refuse = (what: string): never => {
      throw new Error(`line ${block.line}: ${what}`);
    };
    if (block.mark !== '' && (mark === undefined || value === undefined || value === '')) {
      refuse(`a mark that is none: <!-- ${block.mark} -->`);
    }
    if (mark === 'not run:') notRun.push(value ?? '');
    else if (mark === 'file:') steps.push({ kind: 'file', name: value ?? '', text: block.text });
    else if (block.language === 'sh') {
      const beside = blocks[index + 1];
      if (beside?.language !== 'text') return refuse('commands without a text block beside them');
      steps.push({
        kind: 'commands',
        script: block.text,
        output: beside.text,
        exit: mark === 'exit' ? Number(value) : 0,
        needs: mark === 'needs' ? (value ?? null) : null,
      });
    }
  });
  return { steps, notRun };
}

function blocksOf(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  let mark = '';
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const language = /^```(\w*)$/.exec(line)?.[1];
    if (language !== undefined) {
      const end = lines.indexOf('```', at + 1);
      if (end < 0) throw new Error(`line ${at + 1}: a block without an end`);
      blocks.push({ line: at + 1, language, text: lines.slice(at + 1, end).join('\n'), mark });
      at = end;
    }
    if (line.trim() !== '') mark = /^<!-- (.*) -->$/.exec(line)?.[1] ?? '';
  }
  return blocks;
}

/**
 * The first line of `expected` that `actual` does not have, in words; null where they agree. `...`
 * stands for any text within a line with the spaces around it, a line of it for any lines. Spaces
 * at the ends of lines and empty lines at the end do not count.
 */
export function difference(expected: string, actual: string): string | null {
  const patterns = linesOf(expected);
  const lines = linesOf(actual);
  // Where the last line of dots stands, and from which line on it was tried.
  let dots: { readonly pattern: number; line: number } | null = null;
  let furthest = 0;
  let pattern = 0;
  let line = 0;
  while (line < lines.length || pattern < patterns.length) {
    const wanted = patterns[pattern];
    if (wanted === '...') {
      dots = { pattern, line };
      pattern += 1;
    } else if (wanted !== undefined && line < lines.length && agrees(wanted, lines[line] ?? '')) {
      pattern += 1;
      line += 1;
      furthest = Math.max(furthest, pattern);
    } else if (dots !== null && dots.line < lines.length) {
      dots.line += 1;
      pattern = dots.pattern + 1;
      line = dots.line;
    } else {
      const missing = patterns.slice(furthest).find((text) => text !== '...');
      return `expected ${missing === undefined ? 'no more lines' : JSON.stringify(missing)} in:\n${actual}`;
    }
  }
  return null;
}

function agrees(pattern: string, line: string): boolean {
  const parts = pattern.split(/\s*\.\.\.\s*/);
  const source = parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('.*');
  return new RegExp(`^${source}$`).test(line);
}

function linesOf(text: string): string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd());
}
