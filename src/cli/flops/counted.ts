import { compiledOf, type Compiled } from '../../flops/compiled.js';
import { COUNTED_OPTIMIZERS } from '../../elementary/optimizers.js';
import { COUNTED_LOSSES, countsUpdates } from '../../flops/conventions.js';
import { compiledOptions, type CountOptions } from '../../flops/count.js';
import type { Network } from '../../network/network.js';
import { nameConfigurations } from '../../front/names.js';
import { hiddenText } from '../../trial/configuration.js';
import { networkOf, readModelFile } from '../files/read-model.js';
import { UsageError } from '../command.js';
import type { FlopsArguments } from './arguments.js';
import { asTheFileSays, statedNotCounted } from '../../flops/messages.js';
import { epochsWithoutImages, inputShapeOfSpec } from './messages.js';

/** One network of a file, and how it is counted. */
export interface Counted {
  /** The configuration that it belongs to; null for a model of its own. */
  readonly of: {
    readonly configuration: string;
    /** Its hidden layers and whatever else varies and counts. */
    readonly label: string;
    readonly hidden: readonly (number | string)[];
  } | null;
  readonly network: Network;
  readonly options: CountOptions;
  /** Where a training is described. */
  readonly run: {
    readonly train: number;
    readonly batchSize: number;
    readonly epochs: number;
  } | null;
}

/** What there is to count, and what is said of it beside the counts. */
export interface CountedFile {
  readonly networks: readonly Counted[];
  readonly said: readonly string[];
}

/**
 * What there is to count in the file: a model, or the networks of a spec. Networks that count alike
 * (a learning rate changes nothing) are there once for people, each for programs.
 */
export async function countedNetworks(args: FlopsArguments): Promise<CountedFile> {
  const file = await readModelFile(args.file);
  const asked: CountOptions = {
    ...(args.convention && { convention: args.convention }),
    ...(args.optimizer && { optimizer: args.optimizer }),
    ...(args.loss && { loss: args.loss }),
    ...(args.batch !== undefined && { batch: args.batch }),
    coefficients: args.coefficients,
    inputGradient: args.inputGradient,
    executed: args.executed,
  };
  if (file.kind === 'model') {
    const network = await networkOf(file.json, args.file, args.input);
    if (args.run !== undefined && args.run.train === undefined) {
      throw new UsageError(epochsWithoutImages());
    }
    const { train, epochs = 1 } = args.run ?? {};
    const run = train === undefined ? null : { train, epochs, batchSize: args.batch ?? 1 };
    const compiled = compiledOf(file.json);
    const options = { ...asked, ...compiledOptions(compiled, asked) };
    return { networks: [{ of: null, network, options, run }], said: saidOf(args, compiled) };
  }
  if (args.input.inputShapes !== undefined || args.input.assumed !== undefined) {
    throw new UsageError(inputShapeOfSpec(args.file));
  }
  const { prepareSweep } = await import('../../run/planning/prepare.js');
  const { expansion } = prepareSweep(file.text, args.file);
  const labels = nameConfigurations(
    expansion.configurations.map(({ configuration: { id, model, ...others } }) => ({
      ...model,
      ...others,
      configuration: id,
      hidden: hiddenText(model.hidden),
      parameters: JSON.stringify(model.parameters),
      // Changes no count.
      learning_rate: 0,
    })),
  );
  const seen = new Set<string>();
  const networks = expansion.configurations.flatMap((planned): Counted[] => {
    const { id, model, optimizer, weight_decay, batch_size, epochs } = planned.configuration;
    const weightDecay = weight_decay > 0;
    const run = args.training
      ? { train: expansion.split.train, epochs, ...args.run, batchSize: args.batch ?? batch_size }
      : null;
    // An audit's optimizer is always the same.
    const key = JSON.stringify(args.audit ? [model] : [model, optimizer, weightDecay, run]);
    const forPeople = args.format === 'table' || args.format === 'markdown';
    if ((forPeople || args.audit || args.chart !== undefined) && seen.has(key)) return [];
    seen.add(key);
    return [
      {
        of: { configuration: id, label: labels.get(id) ?? '', hidden: model.hidden },
        network: planned.network,
        options: {
          convention: expansion.convention,
          optimizer,
          weightDecay,
          ...asked,
          // Set in the spec for its own convention; flags go before.
          coefficients: {
            ...(args.convention === undefined && !args.compare && expansion.coefficients),
            ...args.coefficients,
          },
        },
        run,
      },
    ];
  });
  return { networks, said: [] };
}

/**
 * Where the counts show the optimizer and the loss, what is taken from the model's file.
 *
 * @throws a UsageError for one that is not counted, where a training was asked for.
 */
function saidOf(args: FlopsArguments, { optimizer, loss }: Compiled): readonly string[] {
  const { format, compare, audit, training, convention = 'notebook', file } = args;
  const shown = compare || format === 'json' || (training && format === 'table');
  if (!shown || audit || (!compare && !countsUpdates(convention))) return [];
  const parts = [
    {
      part: 'optimizer',
      stated: args.optimizer === undefined ? optimizer : null,
      known: COUNTED_OPTIMIZERS,
    },
    { part: 'loss', stated: args.loss === undefined ? loss : null, known: COUNTED_LOSSES },
  ] as const;
  const uncounted = parts.flatMap(({ part, stated, known }) =>
    stated === null || stated.counted !== null
      ? []
      : [statedNotCounted(file, part, stated.text, known)],
  );
  if (training && uncounted[0] !== undefined) throw new UsageError(uncounted[0]);
  const [ofOptimizer, ofLoss] = parts.map(({ stated }) =>
    stated === null || stated.counted === null ? null : stated.text,
  );
  const taken = (ofOptimizer ?? ofLoss ?? null) !== null;
  return [
    ...(taken ? [`${file}: ${asTheFileSays(ofOptimizer ?? null, ofLoss ?? null)}`] : []),
    ...uncounted,
  ];
}

/** The heading of one network among several. */
export function headingOf({ of }: Counted): string | null {
  if (of === null) return null;
  return of.hidden.every((layer) => typeof layer === 'number') ? `hidden ${of.label}` : of.label;
}
