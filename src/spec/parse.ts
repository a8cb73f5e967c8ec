import { TRAINING_NAMES } from '../quantity/hyperparameters.js';
import { isRecord } from '../layers/fields.js';
import { parseConstraint } from './constraint/constraint.js';
import { duplicateKeys, readYaml, type YamlSource } from './yaml/yaml-source.js';
import { parseDuration } from './words/duration.js';
import { explain } from './read/explain.js';
import { allPositions, type Finding, positionAt } from './yaml/places.js';
import { includedPoint, type Search } from './search/space.js';
import { modelsOf, patternOf, referencesOf } from './read/models.js';
import { KNOWN_PARAMETERS, numericParameters, type SpecShape } from './schema/parameters.js';
import { withGoals } from './schema/objectives.js';
import { specSchema, type SpecDocument } from './schema/schema.js';
import { settingOf, withSettings } from './read/settings.js';
import type { DatasetChoice, RunChoice, Spec } from './spec.js';
import { SpecError } from './spec-error.js';
import { wholeSpec } from './read/whole-spec.js';

/**
 * Reads a spec; `file` is its path for messages. Throws a SpecError with everything that is wrong
 * in the text. What depends on the data set (split, constraints) is checked by expandSpec.
 *
 * @param settings `key=value` each, in the place of what the text says: see settings.ts.
 */
export function parseSpec(text: string, file: string, settings: readonly string[] = []): Spec {
  const source = withSettings(readYaml(text, file), settings);
  const shape = shapeOf(source.value);
  const checked = specSchema(shape).safeParse(source.value);
  const twice = duplicateKeys(source);
  if (!checked.success) {
    const { findings, more } = explain(source, checked.error.issues);
    throw specError(source, [...twice, ...findings], more);
  }
  const document = checked.data as SpecDocument;
  const search = searchOf(document);
  const findings = [...twice, ...wholeSpec(source, document, search)];
  if (findings.length > 0) throw specError(source, findings);
  const spec = specOf(source, document, search, numericParameters(shape));
  return settings.length === 0 ? spec : { ...spec, text: textWith(text, settings) };
}

/** What is kept of a spec says what it was told besides. */
function textWith(text: string, settings: readonly string[]): string {
  const lines = settings.map((setting) => `# with --set ${setting.replaceAll('\n', ' ')}\n`);
  return `${text.trimEnd()}\n${lines.join('')}`;
}

function specError(source: YamlSource, findings: readonly Finding[], more = 0): SpecError {
  const ordered = [...findings].sort((a, b) => a.offset - b.offset);
  return new SpecError(
    ordered.map(({ offset, path, message }) => ({
      file: source.file,
      ...(source.settings[settingOf(source, path)] ?? positionAt(source.lines, offset)),
      message,
    })),
    more,
  );
}

/** What the schema has to know of a text before it can check it. */
function shapeOf(value: unknown): SpecShape {
  const model = isRecord(value) ? value['model'] : undefined;
  const models = Array.isArray(model) ? (model as unknown[]) : [model];
  const withLayers = models.filter((one) => isRecord(one) && one['layers'] !== undefined);
  const own = referencesOf(withLayers.map((one) => isRecord(one) && one['layers']));
  const mlp = withLayers.length === 0 ? 'only' : withLayers.length < models.length ? 'too' : 'no';
  const taken = mlp === 'no' ? TRAINING_NAMES : KNOWN_PARAMETERS;
  return {
    several: Array.isArray(model),
    mlp: Array.isArray(model) && mlp === 'only' ? 'too' : mlp,
    own: own.filter((name) => !taken.includes(name)),
  };
}

function searchOf(document: SpecDocument): Search {
  const models = modelsOf(document);
  const { method, run_cap: runCap = 0, search_seed: seed = 0, zip = [] } = document;
  return {
    models,
    method: method === 'grid' ? { kind: 'grid' } : { kind: 'random', runCap, seed },
    zip: zip.some(Array.isArray) ? (zip as string[][]) : zip.length === 0 ? [] : [zip as string[]],
    exclude: document.exclude.map((entry) => patternOf(entry)),
    include: document.include.flatMap((entry) => includedPoint(entry, models) ?? []),
  };
}

function specOf(
  source: YamlSource,
  document: SpecDocument,
  search: Search,
  numeric: readonly string[],
): Spec {
  return {
    name: document.name,
    file: source.file,
    text: source.text,
    dataset: datasetOf(document.dataset),
    search,
    seeds: [...new Set(document.seeds)],
    data_seed: document.data_seed ?? null,
    constraints: document.constraints
      .map((constraint) => parseConstraint(constraint, numeric))
      .filter((constraint) => typeof constraint !== 'string'),
    flops: {
      convention: document.flops.convention,
      coefficients: Object.fromEntries(
        Object.entries(document.flops.coefficients).flatMap(([operation, count]) =>
          count === undefined ? [] : [[operation, BigInt(count)]],
        ),
      ),
    },
    objectives: withGoals(document.objectives),
    run: runOf(document.run),
    positions: { ...allPositions(source.document, source.lines), ...source.settings },
  };
}

function datasetOf(dataset: SpecDocument['dataset']): DatasetChoice {
  const choice = typeof dataset === 'string' ? { name: dataset } : dataset;
  const { name, path = null, set = null, split } = choice;
  const { validation = null, limit = null, test = null } = choice;
  const shuffleSeed = split?.shuffle === true ? split.seed : null;
  return { name, path, set, validation, limit, test, shuffleSeed };
}

function runOf({ timeout, gpus, ...run }: SpecDocument['run']): RunChoice {
  return {
    ...run,
    gpus: gpus === 'auto' ? gpus : gpus.map(String),
    timeoutSeconds: timeout === undefined ? null : parseDuration(timeout),
  };
}
