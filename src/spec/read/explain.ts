import type { z } from 'zod';
import { isRecord } from '../../layers/fields.js';
import { namedByNoLayer, saidByLayers } from './messages.js';
import { twoDistributions } from '../schema/parameter.js';
import { didYouMean } from '../words/messages.js';
import { severalNetworks } from '../schema/hidden.js';
import { softmaxIsAdded } from '../schema/layers.js';
import {
  addKey,
  empty,
  missing,
  notFinite,
  nothing,
  notKnown,
  ofWrongKind,
  otherKey,
  outOfRange,
  theSpec,
  unknownKey,
  unsupportedKey,
  unusable,
  wrongValue,
} from '../schema/messages.js';
import { MOST_SHOWN, type Path, pathText } from '../spec-error.js';
import { KNOWN_PARAMETERS } from '../schema/parameters.js';
import { keysIn } from '../schema/values.js';
import { nearest } from '../words/names.js';
import { printable } from '../words/flow.js';
import { type Finding, keyOffset, nodeAt, offsetOf } from '../yaml/places.js';
import type { YamlSource } from '../yaml/yaml-source.js';
import { twoFamilies } from './two-families.js';
import { answerToKey, answerToMethod } from './other-words.js';

type Issue = z.core.$ZodIssue;

/** What is wrong, as far as anyone reads, and how much there is besides. */
export interface Explained {
  readonly findings: readonly Finding[];
  readonly more: number;
}

/** The validator's issues in our words, without those that only follow from another. */
export function explain(source: YamlSource, issues: readonly Issue[]): Explained {
  const findings: Finding[] = [];
  const meant = new Set<string>();
  const all = issues.slice(0, MOST_SHOWN).flatMap((issue) => resolved(source.value, issue));
  let more = Math.max(0, issues.length - MOST_SHOWN) + Math.max(0, all.length - MOST_SHOWN);
  for (const issue of all.slice(0, MOST_SHOWN)) {
    if (issue.code === 'unrecognized_keys') {
      more += Math.max(0, issue.keys.length - MOST_SHOWN);
      for (const key of issue.keys.slice(0, MOST_SHOWN)) {
        const strange = strangeKey(source, issue, key);
        findings.push(strange.finding);
        if (strange.meant !== null) meant.add(pathText(strange.meant));
      }
    } else {
      findings.push(strangeValue(source, issue));
    }
  }
  const left = withoutCascades(findings).filter(({ path }) => !meant.has(pathText(path)));
  return { findings: left, more };
}

/** What was written there, on one line and not too long; `nothing` for an empty value. */
export function snippet(source: YamlSource, path: Path): string {
  const range = nodeAt(source.document, path)?.range;
  // What --set has put there has no place in the text.
  const value = valueAt(source.value, path) ?? undefined;
  const own = range ? source.text.slice(range[0], range[1]) : JSON.stringify(value);
  return printable(own ?? '') || nothing();
}

/**
 * Of a union's alternatives, the issues of the one that the writer meant: the one that fails for
 * something else than being another kind of value. The union's own words if there is none.
 */
function resolved(value: unknown, issue: Issue): readonly Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const input = valueAt(value, stepsOf(issue));
  const isMapping = typeof input === 'object' && input !== null && !Array.isArray(input);
  const ranked = issue.errors
    .map((alternative) => ({ alternative, rank: misfit(alternative) }))
    .sort((a, b) => a.rank - b.rank);
  const best = ranked[0];
  if (best === undefined || best.rank > (isMapping ? 0 : 1)) return [issue];
  return best.alternative.flatMap((inner) =>
    resolved(value, { ...inner, path: [...issue.path, ...inner.path] }),
  );
}

/** 0 for an alternative of the right kind, 1 for a word that is not one of its, 2 for the rest. */
function misfit(issues: readonly Issue[]): number {
  const ranks = issues
    .filter((issue) => issue.path.length === 0)
    .map((issue) => {
      if (issue.code === 'invalid_union') return Math.min(2, ...issue.errors.map(misfit));
      return issue.code === 'invalid_type' ? 2 : issue.code === 'invalid_value' ? 1 : 0;
    });
  return Math.max(0, ...ranks);
}

function strangeKey(
  source: YamlSource,
  issue: Issue,
  key: string,
): { readonly finding: Finding; readonly meant: Path | null } {
  const within = stepsOf(issue);
  const path = [...within, key];
  const known = keysIn(issue.message);
  const beside = valueAt(source.value, within);
  const said = answerToKey({
    within,
    key,
    known,
    value: valueAt(source.value, path),
    beside: isRecord(beside) ? beside : {},
    spec: source.value,
  });
  const near = said === null ? nearest(key, known) : null;
  const place = pathText(within);
  const got = printable(key);
  const message =
    said === null
      ? unknownKey(
          place,
          got,
          known,
          near === null ? unnamed(within, got, known) : didYouMean(near),
        )
      : (said.meant === null ? unsupportedKey : otherKey)(place, got, said.answer);
  return {
    finding: { offset: keyOffset(source.document, within, key), path, message },
    meant: said === null ? (near === null ? null : [...within, near]) : said.meant,
  };
}

/** Of parameters, what only a layer could name; else null. */
function unnamed(within: Path, key: string, known: readonly string[]): string | null {
  if (within.at(-1) !== 'parameters' || !/^[A-Za-z_]\w*$/.test(key)) return null;
  return KNOWN_PARAMETERS.includes(key)
    ? saidByLayers(key)
    : namedByNoLayer(key, known.includes('hidden'));
}

function strangeValue(source: YamlSource, issue: Issue): Finding {
  const path = stepsOf(issue);
  const value = valueAt(source.value, path);
  const what = complaint(issue, value)(path.length === 0 ? theSpec() : pathText(path));
  const got = value === undefined ? nothing() : snippet(source, path);
  return {
    offset: offsetOf(source.document, path),
    path,
    message: wrongValue(what, got, issue.message, remedy(source, issue, path, value)),
  };
}

/** What is said of the place where the value stands. */
function complaint(issue: Issue, value: unknown): (where: string) => string {
  if (value === undefined) return missing;
  if (value === null) return empty;
  if (typeof value === 'number' && !Number.isFinite(value)) return notFinite;
  if (Array.isArray(value) && value.length === 0 && issue.code === 'too_small') return empty;
  switch (issue.code) {
    case 'invalid_type':
    case 'invalid_union':
      return ofWrongKind;
    case 'too_small':
    case 'too_big':
      return outOfRange;
    case 'invalid_value':
      return notKnown;
    default:
      return unusable;
  }
}

/** What to do besides what the schema says: the answer to a word that is not known, or null. */
function remedy(source: YamlSource, issue: Issue, path: Path, value: unknown): string | null {
  if (value === undefined) return addKey(String(path.at(-1)));
  const other = otherwiseOf(source, path, value);
  if (other !== null) return other;
  if (Array.isArray(value) && /^parameters\.hidden\[\d+\]$/.test(pathText(path))) {
    return severalNetworks();
  }
  if (value === 'softmax' && path.includes('layers')) return softmaxIsAdded();
  if (typeof value !== 'string' || issue.code !== 'invalid_value') return null;
  const answer = pathText(path) === 'method' ? answerToMethod(value) : null;
  if (answer !== null) return answer;
  const known = issue.values.filter((name) => typeof name === 'string');
  const near = nearest(value, known);
  return near === null ? null : didYouMean(near);
}

/** Of several values that stand under `otherwise`, where one can. */
function otherwiseOf({ value: spec }: YamlSource, path: Path, value: unknown): string | null {
  const [name, key] = path.slice(-2);
  const written = valueAt(spec, path.slice(0, -1));
  if (key !== 'otherwise' || typeof name !== 'string' || !isRecord(written)) return null;
  const one =
    name === 'hidden' ? Array.isArray(value) && !value.some(Array.isArray) : !isMany(value);
  return one ? null : twoDistributions(name, twoFamilies(spec, name, written));
}

function isMany(value: unknown): boolean {
  return isRecord(value) || Array.isArray(value);
}

function withoutCascades(findings: readonly Finding[]): readonly Finding[] {
  const kept: Finding[] = [];
  for (const finding of [...findings].sort((a, b) => a.path.length - b.path.length)) {
    if (!kept.some((other) => startsWith(finding.path, other.path))) kept.push(finding);
  }
  return kept;
}

function startsWith(path: Path, start: Path): boolean {
  return start.length <= path.length && start.every((step, index) => step === path[index]);
}

function stepsOf(issue: Issue): Path {
  return issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inside, step) =>
      typeof inside === 'object' && inside !== null && Object.hasOwn(inside, step)
        ? (inside as Readonly<Record<string | number, unknown>>)[step]
        : undefined,
    value,
  );
}
