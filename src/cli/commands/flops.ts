import { COUNTED_OPTIMIZERS } from '../../elementary/optimizers.js';
import { CONVENTIONS, COUNTED_LOSSES } from '../../flops/conventions.js';
import { type Command, EXIT } from '../command.js';
import { flopsArguments } from '../flops/arguments.js';
import { JSON_OPTION, RAW_OPTION } from '../arguments/options.js';
import { outWidth, printData, printText } from '../terminal/print.js';
import { chartWritten } from '../flops/messages.js';

const flag = (describe: string) => ({ type: 'boolean' as const, default: false, describe });
const value = (describe: string) => ({ type: 'string' as const, requiresArg: true, describe });

export const FLOPS: Command = {
  name: 'flops',
  usage: 'flops <file>',
  summary: 'Count FLOPs layer by layer, for a spec or a Keras / TensorFlow.js model',
  positionals: {
    file: {
      describe: "A spec, a model's JSON (Keras to_json, tfjs model.json) or a .keras file",
    },
  },
  options: {
    convention: value(`${CONVENTIONS.join(', ')}; default: the spec's, else notebook`),
    compare: flag('All conventions side by side'),
    coefficient: value('Override counts of the convention, e.g. --coefficient bias=1,relu=0'),
    batch: value('Batch size, e.g. --batch 32 (default 1)'),
    training: flag('Include the backward pass, the loss and the optimizer'),
    optimizer: value(
      `Optimizer: ${COUNTED_OPTIMIZERS.join(', ')} (default: the file's, else adam)`,
    ),
    loss: value(
      `Loss: ${COUNTED_LOSSES.join(', ')} (default: the file's, else categorical_crossentropy)`,
    ),
    images: value(
      'Training samples per epoch, for totals of a whole training, e.g. --images 50000',
    ),
    epochs: value('Epochs, for these totals, e.g. --epochs 10 (default 1)'),
    'input-gradient': flag(
      'Count the gradient of the input too, as if the network followed another',
    ),
    executed: flag('Count what TensorFlow.js executes instead of what the network needs'),
    audit: flag('Run one step in TensorFlow.js and compare; exit 3 if the counts differ'),
    'input-shape': value(
      'Shape of one sample, e.g. --input-shape 224,224,3; for two inputs 224,224,3/10',
    ),
    assume: value('Size of every dimension the model leaves open, e.g. --assume None=128'),
    exact: flag('Print all digits'),
    json: JSON_OPTION,
    csv: flag('Print CSV, one row per layer'),
    raw: RAW_OPTION,
    markdown: flag('Print a Markdown table'),
    chart: value(
      'Write a bar chart of the layers to a .svg or .html file, e.g. --chart layers.svg',
    ),
  },
  examples: [
    ['sweep flops experiments/notebook.yaml', 'the two networks of the notebook, layer by layer'],
    ['sweep flops model.json --training --batch 32', 'forward, backward and optimizer of one step'],
    ['sweep flops model.keras --compare', 'one model under every convention'],
    [
      'sweep flops experiments/mlp.yaml --convention mac --json',
      'multiply-accumulates, for programs',
    ],
  ],
  run: async (args, terminal) => {
    const parsed = flopsArguments(args);
    const { countedNetworks } = await import('../flops/counted.js');
    const { networks, said } = await countedNetworks(parsed);
    for (const line of said) terminal.message(`${line}\n`);
    if (parsed.chart !== undefined) {
      const { writeLayersChart } = await import('../flops/chart.js');
      await writeLayersChart(parsed.chart, parsed, networks);
      terminal.message(`${chartWritten(parsed.chart)}\n`);
    }
    if (parsed.audit) {
      const { auditNetworks } = await import('../flops/audit.js');
      return auditNetworks(parsed, networks, terminal);
    }
    const { renderCounts } = await import('../flops/render.js');
    if (parsed.format === 'table') {
      const text = await renderCounts(parsed, networks, outWidth(terminal));
      printText(terminal, () => text);
    } else {
      printData(terminal, await renderCounts(parsed, networks), parsed.raw);
    }
    return EXIT.done;
  },
};
