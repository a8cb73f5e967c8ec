import { isAlias, isMap, isScalar, isSeq, Pair, Scalar, YAMLMap, YAMLSeq, type Node } from 'yaml';
import { mergesMultiply, mergeTwice, mergesNoMapping } from './messages.js';
import { printable } from '../words/flow.js';
import type { ParsedDocument } from './places.js';

/** What is wrong at an offset of the text. */
type Fail = (offset: number, message: string) => never;

/** Values that merge keys may bring in, in all: those of a large spec, not of an attack. */
const MOST_MERGED = 10_000;

/**
 * Puts what the merge keys of YAML 1.1 stand for in their place: `<<: *one` and `<<: [*one, *two]`.
 * A mapping's own keys win, then those of the first mapping that has them. What is merged is a copy
 * with the places of what it was copied from, so that messages point there and a setting changes one
 * of them only. The library's own merging follows aliases without counting them.
 */
export function resolveMergeKeys(document: ParsedDocument, text: string, fail: Fail): void {
  if (!text.includes('<<')) return;
  const merger = new Merger(text, fail);
  merger.visit(document.contents);
}

class Merger {
  /** What each anchor stands for so far: an alias means the last one before it. */
  readonly #anchors = new Map<string, Node>();
  readonly #targets = new Map<Node, Node>();
  /** Mappings and lists that the walk is in. */
  readonly #open = new Set<Node>();
  #merged = 0;

  constructor(
    readonly text: string,
    readonly fail: Fail,
  ) {}

  /** In the order of the text, so that what an alias stands for has been merged before. */
  visit(node: unknown): void {
    if (isAlias(node)) {
      const target = this.#anchors.get(node.source);
      if (target !== undefined) this.#targets.set(node, target);
      return;
    }
    if (!isMap(node) && !isSeq(node)) {
      if (isScalar(node)) this.#remember(node);
      return;
    }
    this.#remember(node);
    this.#open.add(node);
    if (isSeq(node)) node.items.forEach((item) => this.visit(item));
    else {
      for (const { key, value } of node.items) {
        this.visit(key);
        this.visit(value);
      }
      this.#resolve(node);
    }
    this.#open.delete(node);
  }

  #remember(node: Node & { anchor?: string }): void {
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
  }

  #resolve(map: YAMLMap): void {
    const [merge, again] = map.items.filter(({ key }) => isMergeKey(key));
    if (merge === undefined) return;
    if (again !== undefined) this.fail(offsetOf(again.key), mergeTwice());
    const own = new Set(map.items.map(({ key }) => keyText(key)));
    const brought: Pair[] = [];
    for (const source of this.#sourcesOf(merge.value, offsetOf(merge.key))) {
      // Of a key that stands twice, which is a problem of its own, the last one.
      for (const { key, value } of [...source.items].reverse()) {
        const name = keyText(key);
        if (own.has(name)) continue;
        own.add(name);
        const place = offsetOf(merge.value) || offsetOf(merge.key);
        brought.push(new Pair(this.#copy(key, place), this.#copy(value, place)));
      }
    }
    map.items.splice(map.items.indexOf(merge), 1, ...inOrderOf(brought));
  }

  #sourcesOf(value: unknown, place: number): readonly YAMLMap[] {
    const source = this.#follow(value, place);
    if (isMap(source)) return [source];
    if (!isSeq(source)) return this.#refuse(value, place);
    return source.items.map((item) => {
      const one = this.#follow(item, place);
      return isMap(one) ? one : this.#refuse(item, place);
    });
  }

  #refuse(value: unknown, place: number): never {
    const range = isNode(value) ? value.range : undefined;
    const got = range ? printable(this.text.slice(range[0], range[1])) : '';
    return this.fail(range?.[0] ?? place, mergesNoMapping(got));
  }

  /** An alias's mapping; a mapping that merges itself has no end. */
  #follow(value: unknown, place: number): unknown {
    if (!isAlias(value)) return value;
    const target = this.#targets.get(value);
    if (target !== undefined && this.#open.has(target)) this.#tooMuch(place);
    return target ?? value;
  }

  /** A copy that shares nothing, has no anchors and no aliases. */
  #copy(node: unknown, place: number): Node | null {
    this.#merged += 1;
    if (this.#merged > MOST_MERGED) this.#tooMuch(place);
    const source = this.#follow(node, place);
    if (isMap(source)) {
      const copy = new YAMLMap(source.schema);
      copy.items = source.items.map(
        ({ key, value }) => new Pair(this.#copy(key, place), this.#copy(value, place)),
      );
      return withPlaceOf(source, copy);
    }
    if (isSeq(source)) {
      const copy = new YAMLSeq(source.schema);
      copy.items = source.items.map((item) => this.#copy(item, place));
      return withPlaceOf(source, copy);
    }
    if (!isScalar(source)) return source === null ? null : (source as Node);
    const copy = new Scalar(source.value);
    if (source.source !== undefined) copy.source = source.source;
    if (source.type !== undefined) copy.type = source.type;
    if (source.range) copy.range = source.range;
    return copy;
  }

  #tooMuch(place: number): never {
    return this.fail(place, mergesMultiply(MOST_MERGED));
  }
}

/** Plain `<<`; quoted it is a key like others. */
function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.value === '<<' && (key.type === undefined || key.type === 'PLAIN');
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : '';
}

function isNode(value: unknown): value is Node {
  return isAlias(value) || isMap(value) || isSeq(value) || isScalar(value);
}

function offsetOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

/** As they stand in the text: the order of a layer's own parameters is that of the grid. */
function inOrderOf(pairs: readonly Pair[]): readonly Pair[] {
  return [...pairs].sort((a, b) => offsetOf(a.key) - offsetOf(b.key));
}

function withPlaceOf<Collection extends YAMLMap | YAMLSeq>(
  source: YAMLMap | YAMLSeq,
  copy: Collection,
): Collection {
  if (source.range) copy.range = source.range;
  if (source.flow !== undefined) copy.flow = source.flow;
  return copy;
}
