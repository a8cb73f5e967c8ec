import { writeSi } from '../../front/numbers.js';
import { type CardSpeeds, programsOn } from '../../native/cards.js';
import type { Speeds } from '../../native/speeds.js';
import { type Command, EXIT } from '../command.js';
import { JSON_OPTION } from '../arguments/options.js';
import { printText } from '../terminal/print.js';
import { styleFor } from '../terminal/terminal.js';
import { jsonText } from '../../text/printable.js';
import { counted } from '../../text/values.js';

export const DOCTOR: Command = {
  name: 'doctor',
  usage: 'doctor',
  summary: 'Check engines, SQLite and dataset, with fixes for what is missing',
  positionals: {},
  options: {
    bench: {
      type: 'boolean',
      describe: 'Benchmark each engine; runs use the result to decide whether XLA pays off',
    },
    json: JSON_OPTION,
  },
  examples: [
    ['sweep doctor', 'which engine will train, and why not a faster one'],
    ['sweep doctor --bench', 'with benchmarks; half a minute'],
  ],
  run: async (args, terminal) => {
    const [{ diagnose }, { missingText }] = await Promise.all([
      import('../../run/measuring/diagnose.js'),
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
          ...Object.entries(rest.cards)
            .flatMap(cardLines)
            .map((line) => `      ${line}`),
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

function cardLines([name, card]: readonly [string, CardSpeeds]): string[] {
  const found = programsOn(card);
  if ('lacks' in found) return [cardText(name, found.lacks)];
  const agreement = card.agreement[found.run];
  const difference = 'difference' in agreement ? agreement.difference : NaN;
  return [cardText(name, provenText(found.run, difference)), ...card.together.map(togetherText)];
}

export function cardText(name: string, found: string): string {
  return `${name}: ${found}`;
}

/** @param difference of weights, by the largest of them. */
export function provenText(run: 'xla' | 'graph', difference: number): string {
  const way = run === 'xla' ? 'compiled by XLA' : 'as plain graphs, not compiled';
  return `programs ${way}; weights after 50 steps differ from the CPU's by ${difference.toExponential(0)}`;
}

/** How fast a program of equal networks is; times in seconds. */
export function togetherText(times: {
  readonly networks: number;
  readonly compile_seconds: number;
  readonly step_seconds: number;
}): string {
  const { networks, compile_seconds, step_seconds } = times;
  const each = ((step_seconds * 1000) / networks).toPrecision(3);
  return `${networks} x 784-100-100-10: ${each} ms a step and network, built in ${compile_seconds.toFixed(1)} s`;
}

export function nodeText(version: string, supported: boolean, required: string): string {
  return `Node ${version}${supported ? '' : `: expected ${required}; install a newer one`}`;
}

export function otherDoesNotLoad(reason: string): string {
  return `another installation does not load: ${reason}`;
}

export function datasetText(path: string | null, reason: string | null): string {
  return `dataset mnist: ${path === null ? reason : `${path}, SHA-256 verified`}`;
}

export function trainingWillRun(engine: string | null): string {
  return engine === null
    ? 'No engine loads: run npm install again.'
    : `Training will run on ${engine}.`;
}

export function adviceText(advice: string): string {
  return `Hint: ${advice}.`;
}

/** @param peak with its prefix, `96 G`. @param measured when. */
export function peakText(
  peak: string,
  size: number,
  threads: number | null,
  measured: string,
): string {
  const on =
    threads === null ? '' : `, ${threads === 1 ? 'one thread' : counted(threads, 'thread')}`;
  return `matrix peak ${peak}FLOP/s: ${size} x ${size} products${on} (${measured})`;
}

/** How fast a program is with XLA and without it; times in seconds. */
export function programText(times: {
  readonly program: string;
  readonly graph_seconds: number;
  readonly compile_seconds: number;
  readonly xla_step_seconds: number;
  readonly graph_step_seconds: number;
}): string {
  const milliseconds = (seconds: number): string => `${(seconds * 1000).toPrecision(3)} ms`;
  return (
    `${times.program}: ${milliseconds(times.graph_step_seconds)} a step as a plain graph, ` +
    `built in ${times.graph_seconds.toFixed(1)} s; ` +
    `${milliseconds(times.xla_step_seconds)} with XLA (TensorFlow's compiler), ` +
    `plus ${times.compile_seconds.toFixed(1)} s to compile`
  );
}

/** Either its version, or why it does not load. */
export function sqliteText(version: string | null, reason: string | null): string {
  return version === null ? (reason ?? 'SQLite does not load') : `SQLite ${version}`;
}
