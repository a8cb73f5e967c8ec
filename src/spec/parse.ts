import { parseConstraint } from './constraint.js';
import { duplicateKeys } from './duplicate-keys.js';
import { parseDuration } from './duration.js';
import { explain, type Finding } from './explain.js';
import { gridOf, gridSize, MOST_TRIALS } from './grid.js';
import { allPositions, keyOffset, positionAt } from './places.js';
import { SPEC, type SpecDocument } from './schema.js';
import type { DatasetChoice, RunChoice, Spec } from './spec.js';
import { SpecError } from './spec-error.js';
import { readYaml, type YamlSource } from './yaml-source.js';

/**
 * Reads a spec; `file` is its path for messages. Throws a SpecError with everything that is wrong
 * in the text. What depends on the data set (split, constraints) is checked by expandSpec.
 */
export function parseSpec(text: string, file: string): Spec {
  const source = readYaml(text, file);
  const checked = SPEC.safeParse(source.value);
  const findings = [
    ...duplicateKeys(source),
    ...(checked.success ? wholeSpec(source, checked.data) : explain(source, checked.error.issues)),
  ];
  if (findings.length > 0 || !checked.success) throw specError(source, findings);
  return specOf(source, checked.data);
}

function specError(source: YamlSource, findings: readonly Finding[]): SpecError {
  const ordered = [...findings].sort((a, b) => a.offset - b.offset);
  return new SpecError(
    ordered.map(({ offset, message }) => ({
      file: source.file,
      ...positionAt(source.lines, offset),
      message,
    })),
  );
}

/** What only makes sense to ask of a spec whose parts are valid. */
function wholeSpec(source: YamlSource, spec: SpecDocument): readonly Finding[] {
  const findings: Finding[] = [];
  const at = (path: readonly string[], key: string, message: string): void => {
    const offset = keyOffset(source.document, path, key);
    findings.push({ offset, path: [...path, key], message });
  };
  if (spec.model.activation !== undefined && spec.parameters.activation !== undefined) {
    at(
      ['parameters'],
      'activation',
      'parameters.activation stands beside model.activation; got both; expected one; delete one',
    );
  }
  const { trials, text } = gridSize(spec);
  if (trials > BigInt(MOST_TRIALS)) {
    at(
      [],
      'parameters',
      `the grid is too large; got ${text} trials; ` +
        `expected at most ${MOST_TRIALS.toLocaleString('en')}; list fewer values`,
    );
  }
  return findings;
}

function specOf(source: YamlSource, document: SpecDocument): Spec {
  return {
    name: document.name,
    file: source.file,
    text: source.text,
    dataset: datasetOf(document.dataset),
    model: { family: document.model.family },
    method: document.method,
    grid: gridOf(document),
    seeds: [...new Set(document.seeds)],
    data_seed: document.data_seed ?? null,
    constraints: document.constraints
      .map(parseConstraint)
      .filter((constraint) => typeof constraint !== 'string'),
    flops: {
      convention: document.flops.convention,
      coefficients: Object.fromEntries(
        Object.entries(document.flops.coefficients).flatMap(([operation, count]) =>
          count === undefined ? [] : [[operation, BigInt(count)]],
        ),
      ),
    },
    objectives: document.objectives,
    run: runOf(document.run),
    positions: allPositions(source.document, source.lines),
  };
}

function datasetOf(dataset: SpecDocument['dataset']): DatasetChoice {
  const choice = typeof dataset === 'string' ? { name: dataset } : dataset;
  const { name, path = null, validation = null, limit = null, test = null } = choice;
  return { name, path, validation, limit, test };
}

function runOf({ timeout, gpus, ...run }: SpecDocument['run']): RunChoice {
  return {
    ...run,
    gpus: gpus === 'auto' ? gpus : gpus.map(String),
    timeoutSeconds: timeout === undefined ? null : parseDuration(timeout),
  };
}
