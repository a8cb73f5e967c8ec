import { writeSi } from '../../front/numbers.js';
import type { Speeds } from '../../native/speeds.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-code.js';
import { JSON_OPTION } from '../options.js';
import { printText } from '../terminal/print.js';
import { styleFor } from '../terminal/style.js';
import {
  adviceText,
  datasetText,
  nodeText,
  otherDoesNotLoad,
  peakText,
  programText,
  sqliteText,
  trainingWillRun,
} from '../../messages/cli/doctor.js';
import { jsonText } from '../../messages/printable.js';

export const DOCTOR: Command = {
  name: 'doctor',
  usage: 'doctor',
  summary: 'Show what is here, what loads, and what to do about the rest',
  positionals: {},
  options: {
    bench: {
      type: 'boolean',
      describe: 'Measure how fast each engine is: what runs decide by whether XLA pays',
    },
    json: JSON_OPTION,
  },
  examples: [
    ['sweep doctor', 'which engine will train, and why not a faster one'],
    ['sweep doctor --bench', 'its speed too; half a minute'],
  ],
  run: async (args, terminal) => {
    const [{ diagnose }, { missingText }] = await Promise.all([
      import('../../run/diagnose.js'),
      import('../../native/cuda-libraries.js'),
    ]);
    const diagnosis = await diagnose({ bench: args['bench'] === true });
    const { node, engines, chosen, advice, sqlite, dataset } = diagnosis;
    const ready = chosen !== null && sqlite.available && dataset.available;
    if (args['json'] === true) {
      terminal.out(jsonText(diagnosis, 2));
      return ready ? EXIT.done : EXIT.environment;
    }
    const style = styleFor(terminal.outColour);
    const mark = (good: boolean): string => (good ? style.good('ok') : style.faint('--'));
    printText(terminal, () =>
      [
        `${mark(node.supported)}  ${nodeText(node.version, node.supported, node.required)}`,
        ...engines.flatMap(({ name, available, version, library, devices, reason, ...rest }) => [
          `${mark(available)}  ${name}: ${available ? `${version}, ${library}, ${devices.join(', ')}` : reason}`,
          ...(rest.path === null ? [] : [style.faint(`      from ${rest.path}`)]),
          ...speedLines(rest.speeds).map((line) => `      ${line}`),
          ...(available && reason !== null ? [`      ${otherDoesNotLoad(reason)}`] : []),
          ...rest.missing.map((missing) => `      ${missingText(missing)}`),
        ]),
        `${mark(sqlite.available)}  ${sqliteText(sqlite.version, sqlite.reason)}`,
        `${mark(dataset.available)}  ${datasetText(dataset.path, dataset.reason)}`,
        '',
        trainingWillRun(chosen),
        ...advice.map(adviceText),
      ].join('\n'),
    );
    return ready ? EXIT.done : EXIT.environment;
  },
};

function speedLines(speeds: Speeds | null): string[] {
  if (speeds === null) return [];
  const { matrix_flops_per_second: peak, matrix_size: size, threads, programs } = speeds;
  return [
    peakText(writeSi(peak), size, threads, speeds.measured),
    ...(programs ?? []).map(programText),
  ];
}
