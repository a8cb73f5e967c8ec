import type { CountOptions } from '../../flops/count.js';
import type { Network } from '../../model/network.js';
import { nameConfigurations } from '../../front/names.js';
import { hiddenText } from '../../trial/configuration.js';
import { networkOf, readModelFile } from '../read-model.js';
import { UsageError } from '../usage-error.js';
import type { FlopsArguments } from './arguments.js';
import { epochsWithoutImages, inputShapeOfSpec } from '../../messages/cli/flops.js';

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

/**
 * What there is to count in the file: a model, or the networks of a spec. Networks that count alike
 * (a learning rate changes nothing) are there once for people, each for programs.
 */
export async function countedNetworks(args: FlopsArguments): Promise<readonly Counted[]> {
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
    return [{ of: null, network, options: asked, run }];
  }
  if (args.input.inputShapes !== undefined || args.input.assumed !== undefined) {
    throw new UsageError(inputShapeOfSpec(args.file));
  }
  const { prepareSweep } = await import('../../run/prepare.js');
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
  return expansion.configurations.flatMap((planned) => {
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
}

/** The heading of one network among several. */
export function headingOf({ of }: Counted): string | null {
  if (of === null) return null;
  return of.hidden.every((layer) => typeof layer === 'number') ? `hidden ${of.label}` : of.label;
}
