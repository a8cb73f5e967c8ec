import { CONVENTIONS, type ConventionName } from '../../flops/conventions.js';
import type { CountOptions } from '../../flops/count.js';
import type { Network } from '../../model/network.js';
import type { PlannedConfiguration } from '../../spec/expand.js';
import { hiddenText, OPTIMIZERS } from '../../trial/configuration.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-code.js';
import { choiceOf, integerArgument, JSON_OPTION, textArgument } from '../options.js';
import { readTextFile } from '../read-spec.js';
import { UsageError } from '../usage-error.js';

const MOST_BATCH = 1_000_000_000;

export const FLOPS: Command = {
  name: 'flops',
  usage: 'flops <file>',
  summary: 'Count FLOPs layer by layer, of a spec or of a Keras / TensorFlow.js model.json',
  positionals: {
    file: { describe: 'A spec, or the JSON of a model (Keras to_json, tfjs model.json)' },
  },
  options: {
    convention: {
      type: 'string',
      requiresArg: true,
      describe: `${CONVENTIONS.join(', ')}; default: the spec's, else notebook`,
    },
    batch: {
      type: 'string',
      requiresArg: true,
      describe: 'Samples at once, e.g. --batch 32 (default 1)',
    },
    training: {
      type: 'boolean',
      default: false,
      describe: 'Also the backward pass and the optimizer',
    },
    optimizer: {
      type: 'string',
      requiresArg: true,
      describe: `Of a model.json: ${OPTIMIZERS.join(', ')} (default adam)`,
    },
    'input-gradient': {
      type: 'boolean',
      default: false,
      describe: 'Count the gradient of the input too, as for a network behind another',
    },
    json: JSON_OPTION,
  },
  examples: [
    ['sweep flops experiments/notebook.yaml', 'the two networks of the notebook, layer by layer'],
    ['sweep flops model.json --training --batch 32', 'forward, backward and optimizer of one step'],
    [
      'sweep flops experiments/mlp.yaml --convention mac --json',
      'multiply-accumulates, for programs',
    ],
  ],
  run: async (args, terminal) => {
    const file = textArgument(args, 'file') ?? '';
    const convention = choiceOf('--convention', textArgument(args, 'convention'), CONVENTIONS);
    const optimizer = choiceOf('--optimizer', textArgument(args, 'optimizer'), OPTIMIZERS);
    const options = {
      batch: integerArgument('batch', textArgument(args, 'batch'), 1, MOST_BATCH),
      inputGradient: args['input-gradient'] === true,
    };
    const [{ countFlops }, { flopsReportJson }, { flopsTable }] = await Promise.all([
      import('../../flops/count.js'),
      import('../../flops/report.js'),
      import('../../flops/table.js'),
    ]);
    const training = args['training'] === true;
    const text = readTextFile(file);

    if (looksLikeJson(text)) {
      const report = countFlops(await readModel(text, file), {
        ...options,
        convention: convention ?? 'notebook',
        optimizer,
      });
      terminal.out(
        args['json'] === true
          ? JSON.stringify(flopsReportJson(report), null, 2)
          : flopsTable(report, { training }),
      );
      return EXIT.done;
    }

    const { prepareSweep } = await import('../../run/prepare.js');
    const { expansion } = prepareSweep(text, file);
    const networks = countings(
      expansion.configurations,
      convention ?? expansion.convention,
      args['json'] !== true,
    );
    const counted = networks.map(({ network, options: own, ...names }) => ({
      ...names,
      report: countFlops(network, { ...own, ...options, ...(optimizer && { optimizer }) }),
    }));
    if (args['json'] === true) {
      const [first] = counted;
      terminal.out(
        JSON.stringify(
          {
            convention: first?.report.convention,
            unit: first?.report.unit,
            batch: first?.report.batch,
            configurations: counted.map(({ configuration, hidden, report }) => ({
              ...flopsReportJson(report),
              configuration,
              hidden,
            })),
          },
          null,
          2,
        ),
      );
    } else {
      terminal.out(
        counted
          .map(
            ({ hidden, report }) =>
              `hidden ${hiddenText(hidden)}\n${flopsTable(report, { training })}`,
          )
          .join('\n\n'),
      );
    }
    return EXIT.done;
  },
};

interface CountedConfiguration {
  readonly configuration: string;
  readonly hidden: readonly number[];
  readonly network: Network;
  readonly options: CountOptions;
}

/**
 * What there is to count. The table shows networks that count alike once (a learning rate changes
 * nothing); the JSON has every configuration.
 */
function countings(
  configurations: readonly PlannedConfiguration[],
  convention: ConventionName,
  alikeOnce: boolean,
): CountedConfiguration[] {
  const seen = new Set<string>();
  return configurations.flatMap(({ configuration, network }) => {
    const { id, model, optimizer, weight_decay } = configuration;
    const weightDecay = weight_decay > 0;
    const key = JSON.stringify([model, optimizer, weightDecay]);
    if (alikeOnce && seen.has(key)) return [];
    seen.add(key);
    return [
      {
        configuration: id,
        hidden: model.hidden,
        network,
        options: { convention, optimizer, weightDecay },
      },
    ];
  });
}

function looksLikeJson(text: string): boolean {
  return /^\s*[{[]/.test(text);
}

async function readModel(text: string, file: string): Promise<Network> {
  const [{ networkFromTopology }, { TopologyError }] = await Promise.all([
    import('../../model/topology.js'),
    import('../../model/topology-error.js'),
  ]);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError(
      `${file}: not valid JSON (${(error as Error).message}); expected a model's topology`,
    );
  }
  try {
    return networkFromTopology(json);
  } catch (error) {
    if (error instanceof TopologyError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}
