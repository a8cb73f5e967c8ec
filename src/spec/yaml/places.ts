import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node } from 'yaml';
import type { Path, Position } from '../spec-error.js';

export type ParsedDocument = Document.Parsed;

export function positionAt(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

/** The node at that path, aliases followed; null when there is none. */
export function nodeAt(document: ParsedDocument, path: Path): Node | null {
  return entryAt(document, path)?.value ?? null;
}

/** Where messages about a value point: at it, or at its key if it starts on lines of its own. */
export function offsetOf(document: ParsedDocument, path: Path): number {
  const entry = entryAt(document, path);
  const whole = document.contents?.range?.[0] ?? 0;
  if (entry === null) return path.length === 0 ? whole : offsetOf(document, path.slice(0, -1));
  return entryOffset(entry.key, entry.value) ?? whole;
}

/** Where the key stands in the mapping at that path. */
export function keyOffset(document: ParsedDocument, path: Path, key: string): number {
  const entry = entryAt(document, [...path, key]);
  return entry?.key?.range?.[0] ?? offsetOf(document, path);
}

/** Positions of every value of the text, by keys and indices joined with dots. */
export function allPositions(
  document: ParsedDocument,
  lines: LineCounter,
): Record<string, Position> {
  const positions: Record<string, Position> = Object.create(null) as Record<string, Position>;
  const collect = (node: unknown, path: string): void => {
    const inside = (key: string | number): string => (path === '' ? `${key}` : `${path}.${key}`);
    if (isMap(node)) {
      for (const { key, value } of node.items) {
        if (!isScalar(key)) continue;
        record(inside(String(key.value)), key, value);
      }
    } else if (isSeq(node)) {
      node.items.forEach((item, index) => record(inside(index), null, item));
    }
  };
  const record = (path: string, key: unknown, value: unknown): void => {
    const offset = entryOffset(asNode(key), asNode(value));
    if (offset !== null) positions[path] = positionAt(lines, offset);
    collect(value, path);
  };
  collect(document.contents, '');
  return positions;
}

interface Entry {
  readonly key: Node | null;
  readonly value: Node | null;
}

function entryAt(document: ParsedDocument, path: Path): Entry | null {
  let entry: Entry = { key: null, value: document.contents };
  for (const step of path) {
    const inside = isAlias(entry.value) ? entry.value.resolve(document) : entry.value;
    const next = entryIn(inside, step);
    if (next === null) return null;
    entry = next;
  }
  return entry;
}

function entryIn(node: unknown, step: string | number): Entry | null {
  if (isSeq(node)) {
    const item = typeof step === 'number' ? node.items[step] : undefined;
    return item === undefined ? null : { key: null, value: asNode(item) };
  }
  if (!isMap(node)) return null;
  const pair = node.items.findLast(
    ({ key }) => isScalar(key) && String(key.value) === String(step),
  );
  return pair === undefined ? null : { key: asNode(pair.key), value: asNode(pair.value) };
}

function entryOffset(key: Node | null, value: Node | null): number | null {
  const ownLines = (isMap(value) || isSeq(value)) && value.flow !== true;
  const empty = isScalar(value) && value.value === null && value.source === '';
  const node = key !== null && (value === null || ownLines || empty) ? key : value;
  return node?.range?.[0] ?? null;
}

function asNode(value: unknown): Node | null {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value) ? value : null;
}

/** A problem before its offset has become a line and a column. */
export interface Finding {
  readonly offset: number;
  /** The value or key that is wrong; two findings never share it, nor lies one within another. */
  readonly path: Path;
  readonly message: string;
}

/** Notes what is wrong with the value at a path. */
export type Report = (path: Path, message: string) => void;
