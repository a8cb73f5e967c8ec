import type { z } from 'zod';
import { didYouMean } from '../../messages/spec/expectation.js';
import { severalNetworks } from '../../messages/spec/hidden.js';
import { softmaxIsAdded } from '../../messages/spec/layers.js';
import { unknownKey, unsupportedKey } from '../../messages/spec/keys.js';
import {
  addKey,
  empty,
  missing,
  notFinite,
  nothing,
  notKnown,
  ofWrongKind,
  outOfRange,
  theSpec,
  unusable,
  wrongValue,
} from '../../messages/spec/value.js';
import { pathText, type Path } from '../position.js';
import { keysIn } from '../schema/values.js';
import { nearest } from '../words/nearest.js';
import { printable } from '../words/printable.js';
import type { Finding } from '../yaml/finding.js';
import { keyOffset, nodeAt, offsetOf } from '../yaml/places.js';
import type { YamlSource } from '../yaml/yaml-source.js';
import { answerToKey, answerToMethod, ourNameOf } from './other-keys.js';

type Issue = z.core.$ZodIssue;

/** A list of a thousand wrong widths is one mistake; nobody reads further than this. */
const MOST_FINDINGS = 20;

/** The validator's issues in our words, without those that only follow from another. */
export function explain(source: YamlSource, issues: readonly Issue[]): readonly Finding[] {
  const findings: Finding[] = [];
  const meant = new Set<string>();
  const all = issues.slice(0, MOST_FINDINGS).flatMap((issue) => resolved(source.value, issue));
  for (const issue of all.slice(0, MOST_FINDINGS)) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys.slice(0, MOST_FINDINGS)) {
        const { finding, suggestion } = strangeKey(source, issue, key);
        findings.push(finding);
        if (suggestion !== null) meant.add(pathText([...stepsOf(issue), suggestion]));
      }
    } else {
      findings.push(strangeValue(source, issue));
    }
  }
  return withoutCascades(findings).filter(({ path }) => !meant.has(pathText(path)));
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
  const own = issues.filter((issue) => issue.path.length === 0).map((issue) => issue.code);
  if (own.includes('invalid_type')) return 2;
  return own.includes('invalid_value') ? 1 : 0;
}

function strangeKey(
  source: YamlSource,
  issue: Issue,
  key: string,
): { readonly finding: Finding; readonly suggestion: string | null } {
  const within = stepsOf(issue);
  const path = [...within, key];
  const answer = answerToKey(within, key);
  const known = keysIn(issue.message);
  const suggestion = answer === null ? (nearest(key, known) ?? ourNameOf(key, known)) : null;
  const place = pathText(within);
  const got = printable(key);
  const message =
    answer === null
      ? unknownKey(place, got, known, suggestion)
      : unsupportedKey(place, got, answer);
  return {
    finding: { offset: keyOffset(source.document, within, key), path, message },
    suggestion,
  };
}

function strangeValue(source: YamlSource, issue: Issue): Finding {
  const path = stepsOf(issue);
  const value = valueAt(source.value, path);
  const what = complaint(issue, value)(path.length === 0 ? theSpec() : pathText(path));
  const got = value === undefined ? nothing() : snippet(source, path);
  return {
    offset: offsetOf(source.document, path),
    path,
    message: wrongValue(what, got, issue.message, remedy(issue, path, value)),
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
function remedy(issue: Issue, path: Path, value: unknown): string | null {
  if (value === undefined) return addKey(String(path.at(-1)));
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
