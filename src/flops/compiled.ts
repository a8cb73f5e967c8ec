import * as messages from './messages.js';
import { classOf, isRecord } from '../layers/fields.js';
import { outputNames } from '../network/keras/topology.js';
import { COUNTED_OPTIMIZERS, type OptimizerName } from '../elementary/optimizers.js';
import { COUNTED_LOSSES, type LossName } from './conventions.js';

type Json = Readonly<Record<string, unknown>>;

/** What a file says of a part of the training: in words, and how it is counted, null where it is not. */
export interface Stated<T> {
  readonly text: string;
  readonly counted: T | null;
}

export interface StatedOptimizer {
  readonly name: OptimizerName;
  readonly weightDecay: boolean;
}

/** The loss of all outputs, or of each; null for an output that has none. */
export type Losses = LossName | readonly (LossName | null)[];

/** How a model was compiled; null where its file does not say. */
export interface Compiled {
  readonly optimizer: Stated<StatedOptimizer> | null;
  readonly loss: Stated<Losses> | null;
}

/**
 * Optimizer and loss as a model's JSON holds them: Keras 3's `compile_config`, Keras 2's
 * `training_config`, TensorFlow.js's `trainingConfig`.
 */
export function compiledOf(json: unknown): Compiled {
  const config = compileConfig(json);
  if (config === null) return { optimizer: null, loss: null };
  const optimizer = config['optimizer'] ?? config['optimizer_config'] ?? null;
  const loss = config['loss'] ?? null;
  return {
    optimizer: optimizer === null ? null : optimizerOf(optimizer),
    loss: loss === null ? null : lossesOf(loss, () => outputNames(json)),
  };
}

/** It stands beside the model, whose JSON may stand under other words. */
function compileConfig(json: unknown): Json | null {
  if (!isRecord(json)) return null;
  for (const name of ['compile_config', 'training_config', 'trainingConfig']) {
    if (isRecord(json[name])) return json[name];
  }
  return compileConfig(json['modelTopology'] ?? json['model_config']);
}

/** Settings that add to the rule's own operations, none of which are in the tables. */
const ADDING: readonly string[] = [
  'amsgrad',
  'centered',
  'clipnorm',
  'clipvalue',
  'global_clipnorm',
  'use_ema',
  'gradient_accumulation_steps',
  'loss_scale_factor',
];

function optimizerOf(value: unknown): Stated<StatedOptimizer> {
  const className = isRecord(value) ? classOf(value) : value;
  const settings = isRecord(value) && isRecord(value['config']) ? value['config'] : {};
  const word = typeof className === 'string' ? className.toLowerCase() : '';
  const rule = COUNTED_OPTIMIZERS.find((name) => name === word) ?? null;
  if (rule === null) return { text: String(className), counted: null };
  const isSet = (name: string) => ![undefined, null, false, 0].includes(settings[name] as null);
  const momentum = isSet('momentum') ? Number(settings['momentum']) : 0;
  const adding = [
    ...ADDING.filter(isSet),
    ...(rule === 'rmsprop' && momentum > 0 ? ['momentum'] : []),
  ];
  if (adding.length > 0) return { text: messages.withSettings(rule, adding), counted: null };
  const descends = rule === 'sgd' || rule === 'momentum';
  const nesterov = isSet('nesterov') || isSet('use_nesterov');
  const name = descends && momentum > 0 ? (nesterov ? 'nesterov' : 'momentum') : rule;
  const weightDecay = isSet('weight_decay');
  return {
    text: messages.optimizer(
      name,
      descends && momentum > 0 ? momentum : null,
      weightDecay ? Number(settings['weight_decay']) : null,
    ),
    counted: { name, weightDecay },
  };
}

/** What Keras also calls the losses that are counted, in lower case and without underscores. */
const ALIASES: Readonly<Record<string, LossName>> = {
  mse: 'mean_squared_error',
  mae: 'mean_absolute_error',
  bce: 'binary_crossentropy',
};

const LOSSES: ReadonlyMap<string, LossName> = new Map([
  ...COUNTED_LOSSES.map((name) => [name.replaceAll('_', ''), name] as const),
  ...Object.entries(ALIASES),
]);

/** Settings of a loss whose operations are in no table. */
const LEFT_OUT: readonly string[] = ['from_logits', 'label_smoothing'];

/** One loss, a list of one for each output, or a mapping by the outputs' names. */
function lossesOf(value: unknown, names: () => readonly string[]): Stated<Losses> {
  const mapped = isRecord(value) && value['class_name'] === undefined;
  if (!Array.isArray(value) && !mapped) return lossOf(value);
  const outputs = names();
  const each: readonly unknown[] = Array.isArray(value)
    ? value
    : outputs.map((name) => (value as Json)[name] ?? null);
  const unknown = mapped ? Object.keys(value).filter((name) => !outputs.includes(name)) : [];
  const losses = each.map((one) => ((one ?? null) === null ? null : lossOf(one)));
  const texts = losses.flatMap((loss) => (loss === null ? [] : [loss.text]));
  const counted =
    losses.every((loss) => loss?.counted !== null) &&
    unknown.length === 0 &&
    each.length === outputs.length;
  return {
    text: [...new Set([...texts, ...unknown])].join(', '),
    counted: counted ? losses.map((loss) => loss?.counted ?? null) : null,
  };
}

function lossOf(value: unknown): Stated<LossName> {
  // Keras writes functions as {class_name: 'function', config: 'mean_squared_error'}.
  const { config } = isRecord(value) ? value : { config: value };
  const name = typeof config === 'string' ? config : isRecord(value) ? classOf(value) : null;
  const counted = LOSSES.get((name ?? '').toLowerCase().replaceAll('_', '')) ?? null;
  const left = isRecord(config) ? LEFT_OUT.filter((field) => Boolean(config[field])) : [];
  return {
    text: messages.loss(counted?.replaceAll('_', ' ') ?? name ?? JSON.stringify(value), left),
    counted,
  };
}
