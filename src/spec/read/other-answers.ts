import * as say from './messages.js';
import { isRecord } from '../../layers/fields.js';
import { goalOf } from '../../trial/objective.js';
import { isOfImages, type Metric, metricRow, METRICS } from '../../quantity/metrics.js';
import { type Path, pathText } from '../spec-error.js';
import {
  formOf,
  hiddenOf,
  hiddenOfLayers,
  seedsOf,
  seedsOfCount,
  textOf,
  valuesOfForm,
} from './other-values.js';

/** A key that a spec does not have there. */
export interface StrangeKey {
  /** Where it stands, without itself. */
  readonly within: Path;
  readonly key: string;
  readonly value: unknown;
  /** What stands beside it, itself included. */
  readonly beside: Readonly<Record<string, unknown>>;
  /** Keys that may stand there. */
  readonly known: readonly string[];
  /** The whole text. */
  readonly spec: unknown;
}

export interface Said {
  readonly answer: string;
  /** The key here that was meant, which is then not missing. */
  readonly meant: Path | null;
}

export type Answer = (asked: StrangeKey) => Said;

/** The same whatever stands there. */
export function said(text: string): Answer {
  return () => ({ answer: text, meant: null });
}

/** A key of ours in the same mapping. */
export function renamed({ within }: StrangeKey, own: string, value: unknown): Said {
  return { answer: say.renamed(own, `${own}: ${textOf(value)}`), meant: [...within, own] };
}

/** A parameter of ours, in its place or from elsewhere. */
export function parameter(own: string, valueOf: (value: unknown) => unknown = formOf): Answer {
  return (asked) => {
    const { within, key, known, value } = asked;
    const place = parametersOf(within);
    if (isAt(within, place)) {
      if (!known.includes(own)) return { answer: say.saidByLayers(key), meant: null };
      return renamed(asked, own, valueOf(value));
    }
    const line = `${own}: ${textOf(valueOf(value))}`;
    return { answer: say.writeUnder(pathText(place), line), meant: [...place, own] };
  };
}

/** Units or number of hidden layers, which are one key here. */
export function hidden(
  isDepth: (key: string) => boolean,
  isWidth: (key: string) => boolean,
): Answer {
  return (asked) => {
    const { within, key, known, beside, value } = asked;
    const place = parametersOf(within);
    if (isAt(within, place) && !known.includes('hidden')) {
      return { answer: say.saidByLayers(key), meant: null };
    }
    const other = Object.keys(beside).find((one) =>
      isDepth(key) ? isWidth(one) : isDepth(one) && one !== key,
    );
    const [deep, wide] = isDepth(key) ? [key, other] : [other, key];
    const valueOf = (name: string | undefined): unknown =>
      name === undefined ? undefined : (beside[name] ?? null);
    const line = `hidden: ${hiddenOf(valueOf(deep), wide === key ? value : valueOf(wide))}`;
    const answer = isAt(within, place)
      ? say.hiddenTogether(
          [deep, wide].filter((name) => name !== undefined),
          line,
        )
      : say.writeUnder(pathText(place), line);
    return { answer, meant: [...place, 'hidden'] };
  };
}

/** `layers` is a number of layers, their widths, or a network of layers. */
export function layers(depth: Answer): Answer {
  return (asked) => {
    const { within, value, known } = asked;
    const inParameters = isAt(within, parametersOf(within));
    if (!inParameters || !known.includes('hidden')) {
      return { answer: say.layersOfModel(), meant: null };
    }
    const networks = valuesOfForm(value)?.every(Array.isArray) === true;
    const widths = Array.isArray(value) && value.every((one) => typeof one === 'number');
    if (!widths && !networks) return depth(asked);
    const line = `hidden: ${textOf(widths ? value : formOf(value))}`;
    return { answer: say.layersOrWidths(line), meant: [...within, 'hidden'] };
  };
}

/** `units_1`, `n_units_l0`: the width of one layer. @param isSame whether a key is another's. */
export function widthOfOne(isSame: (key: string) => boolean): Answer {
  return ({ within, known, key, beside }) => {
    const place = parametersOf(within);
    if (isAt(within, place) && !known.includes('hidden')) {
      return { answer: say.saidByLayers(key), meant: null };
    }
    const all = Object.entries(beside).filter(([name]) => isSame(name));
    const line = `hidden: ${hiddenOfLayers(all.map(([, width]) => width))}`;
    return { answer: say.widthsInOneList(line), meant: [...place, 'hidden'] };
  };
}

/** A key of the top level. */
export function top(own: string, valueOf: (value: unknown) => unknown): Answer {
  return ({ within, value }) => {
    const line = `${own}: ${textOf(valueOf(value))}`;
    const answer = within.length === 0 ? say.renamed(own, line) : say.goesToTheTop(own, line);
    return { answer, meant: [own] };
  };
}

export const seeds: Answer = (asked) => seedsAre(asked, seedsOf(asked.value));

/** Keras Tuner's `executions_per_trial: 3`: how many, in the place of which. */
export const countOfSeeds: Answer = (asked) => seedsAre(asked, seedsOfCount(asked.value));

function seedsAre({ within }: StrangeKey, values: readonly unknown[]): Said {
  const line = `seeds: ${textOf(values)}`;
  return {
    answer: within.length === 0 ? say.renamed('seeds', line) : say.goesToTheTop('seeds', line),
    meant: ['seeds'],
  };
}

/** `hyperparameters: {...}`: a mapping by another name. */
export const parametersInstead: Answer = ({ within }) => {
  if (within.length === 0) return { answer: say.renamedKey('parameters'), meant: ['parameters'] };
  return within[0] === 'parameters'
    ? { answer: say.noParametersWithin(), meant: null }
    : { answer: say.goesToTheTop('parameters', 'parameters: {...}'), meant: ['parameters'] };
};

/** `metric: {name: val_acc, goal: maximize}`, `direction: minimize`. */
export const objectives: Answer = ({ value }) => ({
  answer: say.writeLine(objectivesLine(value)),
  meant: null,
});

export const metrics: Answer = ({ value }) => ({
  answer: say.accuracyAndLoss(objectivesLine(value)),
  meant: null,
});

export const loss: Answer = () => ({
  answer: say.lossIsCrossEntropy(objectivesLine('val_loss')),
  meant: null,
});

function objectivesLine(value: unknown): string {
  const words = isRecord(value)
    ? [value['name']]
    : Array.isArray(value)
      ? (value as unknown[])
      : [value];
  const known = words.flatMap((word) =>
    typeof word === 'string' ? (METRIC_WORDS[word.toLowerCase()] ?? []) : [],
  );
  const name = known[0] ?? 'val_accuracy';
  return `objectives: [{name: ${name}, goal: ${goalOf(name)}}, {name: flops, goal: minimize}]`;
}

/** How many points are drawn. */
export const count: Answer = ({ value, spec, within }) => {
  const asked = Number.isSafeInteger(value) && Number(value) > 0 ? Number(value) : 20;
  const random = isRecord(spec) && spec['method'] === 'random';
  return random && within.length === 0
    ? { answer: say.renamed('run_cap', `run_cap: ${asked}`), meant: ['run_cap'] }
    : { answer: say.countOfRandom(asked), meant: null };
};

export const method: Answer = ({ value }) => {
  const word = typeof value === 'string' ? value.toLowerCase() : '';
  const own = /^(grid|random)/.exec(word)?.[1];
  return {
    answer: own === undefined ? say.chooseMethod() : say.writeLine(`method: ${own}`),
    meant: null,
  };
};

/** A name or a folder of images. */
export const dataset: Answer = ({ value }) => {
  const isMnist = typeof value === 'string' && value.toLowerCase() === 'mnist';
  const folder = typeof value === 'string' && value !== '' ? value : 'folder';
  const line = isMnist ? 'dataset: mnist' : `dataset: {name: idx, path: ${textOf(folder)}}`;
  return { answer: say.writeLine(line), meant: ['dataset'] };
};

/** A key of `run` or `dataset`. */
export function inSection(
  section: string,
  own: string,
  valueOf: (value: unknown) => unknown,
): Answer {
  return ({ within, value, spec }) => {
    const line = `${own}: ${textOf(valueOf(value))}`;
    if (isAt(within, [section])) return { answer: say.renamed(own, line), meant: [section, own] };
    if (section !== 'dataset')
      return { answer: say.writeLine(`${section}: {${line}}`), meant: null };
    const written = isRecord(spec) ? spec['dataset'] : undefined;
    const name = isRecord(written) ? written['name'] : written;
    const data = typeof name === 'string' ? name : 'mnist';
    return { answer: say.writeLine(`dataset: {name: ${textOf(data)}, ${line}}`), meant: null };
  };
}

/** `auto` for what means as many as there are. */
export function workersOf(value: unknown): unknown {
  return Number.isSafeInteger(value) && Number(value) > 0 ? value : 'auto';
}

export function deviceOf(value: unknown): unknown {
  if (value === false || value === 0) return 'cpu';
  return typeof value === 'string' && /cpu/i.test(value) ? 'cpu' : 'gpu';
}

export const time: Answer = ({ value }) => {
  const text = typeof value === 'string' && /^(\d+[dhms])+$/.test(value) ? value : null;
  const seconds = Number.isSafeInteger(value) && Number(value) > 0 ? `${Number(value)}s` : '30m';
  return { answer: say.timesOfRun(`timeout: ${text ?? seconds}`), meant: null };
};

export const momentum: Answer = ({ value }) => ({
  answer: say.momentumIsAnOptimizer(value === undefined || value === 0.9),
  meant: null,
});

/** Groups as Hydra has them, `training: {lr: 0.1, bs: 32}`. @param ownName the parameter that a word is. */
export function group(asked: StrangeKey, ownName: (key: string) => string | null): Said | null {
  const { value, within } = asked;
  if (!isRecord(value) || within.length > 1) return null;
  const lines = Object.entries(value).flatMap(([key, one]) => {
    const own = ownName(key);
    return own === null ? [] : [`${own}: ${textOf(formOf(one))}`];
  });
  if (lines.length === 0) return null;
  return { answer: say.writeEach(lines.join(', ')), meant: null };
}

/** The mapping of parameters that a key belongs to: the one that it stands in, or that of the spec. */
export function parametersOf(within: Path): Path {
  const at = within.indexOf('parameters');
  return at >= 0 ? within.slice(0, at + 1) : ['parameters'];
}

export function isAt(within: Path, place: Path): boolean {
  return pathText(within) === pathText(place);
}

/** What other tools call the metrics that may choose; one of the test set is that of validation here. */
export const METRIC_WORDS: Readonly<Record<string, Metric>> = Object.fromEntries(
  METRICS.filter(isOfImages)
    .flatMap((name) => [name, ...metricRow(name).aliases].map((word) => [word, name] as const))
    // Of two metrics that a word may mean, the first is meant.
    .toReversed(),
);
