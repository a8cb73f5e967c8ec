import { COSTS } from '../../quantity/costs.js';
import { conventionText } from '../../flops/conventions.js';
import { hostname } from 'node:os';
import { writeCount, writeSi } from '../../front/numbers.js';
import {
  estimateBasis,
  leavingText,
  planHeading,
  layerByLayerText,
  tooLargeText,
  toTrainText,
  trialsText,
  workText,
  fewerDrawn,
} from '../running/messages.js';
import type { DeviceRequest } from '../../native/engine.js';
import type { GpuChoice } from '../../native/gpus.js';
import type { CompileChoice } from '../../plan/compilation.js';
import type { RunControl } from '../../run/options.js';
import type { PreparedSweep } from '../../run/planning/prepare.js';
import { type Command, EXIT } from '../command.js';
import {
  COMPILE_OPTION,
  DB_OPTION,
  DEVICE_OPTION,
  GPUS_OPTION,
  JSON_OPTION,
  SET_OPTION,
  settingsFrom,
  textArgument,
} from '../arguments/options.js';
import { readTextFile } from '../files/read-spec.js';
import { SELECTION_OPTIONS, selectionFrom } from '../running/run-control.js';
import { compileFrom, databaseFrom, devicesFrom, workersFrom } from '../arguments/run-options.js';
import { writeEstimate } from '../terminal/quantities.js';
import { outWidth, printText } from '../terminal/print.js';
import type { Terminal } from '../terminal/terminal.js';
import { textTable, type Cell } from '../terminal/text-table.js';
import { jsonText } from '../../text/printable.js';

export const PLAN: Command = {
  name: 'plan',
  usage: 'plan <spec>',
  summary: 'Show trials, FLOPs, progress and a time estimate; trains nothing',
  positionals: { spec: { describe: 'YAML spec, e.g. experiments/mlp.yaml' } },
  options: {
    workers: {
      type: 'string',
      requiresArg: true,
      describe: 'Number of workers to estimate for (SWEEP_WORKERS), e.g. --workers 2',
    },
    device: DEVICE_OPTION,
    gpus: GPUS_OPTION,
    compile: COMPILE_OPTION,
    ...SELECTION_OPTIONS,
    set: SET_OPTION,
    db: DB_OPTION,
    json: JSON_OPTION,
  },
  examples: [
    ['sweep plan experiments/mlp.yaml', 'one row per configuration'],
    ['sweep plan experiments/mlp.yaml --max-trials 5', 'how long the cheapest five take'],
    ['sweep plan experiments/mlp.yaml --set epochs=2', 'with a key of the spec overridden'],
    ['sweep plan experiments/mlp.yaml --json', 'one row per trial, for programs'],
  ],
  run: async (args, terminal) => {
    const database = databaseFrom(args, terminal.env);
    const file = textArgument(args, 'spec') ?? '';
    const { prepareSweep } = await import('../../run/planning/prepare.js');
    const prepared = prepareSweep(readTextFile(file), file, settingsFrom(args));
    for (const note of prepared.notes) terminal.message(`${note}\n`);
    const text = await planText(prepared, database, {
      workers: workersFrom(args, terminal.env),
      ...devicesFrom(args, terminal.env),
      compile: compileFrom(args, terminal.env),
      ...selectionFrom(args, terminal.env),
      json: args['json'] === true,
      width: outWidth(terminal),
    });
    printPlan(terminal, text, args['json'] === true);
    return EXIT.done;
  },
};

/** Text is broken between words where it goes to a terminal; the JSON document never. */
export function printPlan(terminal: Terminal, plan: string, json: boolean): void {
  if (json) terminal.out(plan);
  else printText(terminal, () => plan);
}

/** The plan as a table, or as the JSON document of `--json`. Writes nothing. */
export async function planText(
  prepared: PreparedSweep,
  database: string,
  options: {
    readonly workers: number | 'auto' | undefined;
    readonly device: DeviceRequest | undefined;
    readonly gpus: GpuChoice | undefined;
    readonly compile: CompileChoice | undefined;
    readonly selection?: RunControl['selection'];
    readonly maxTrials?: RunControl['maxTrials'];
    readonly json: boolean;
    /** Characters of a line. */
    readonly width: number;
  },
): Promise<string> {
  const { planSweep } = await import('../../run/planning/plan-sweep.js');
  const plan = planSweep(prepared, { database, host: hostname(), ...options });
  if (options.json) {
    const { sweep, trials, remaining, leaving } = plan;
    return jsonText({ sweep, trials, remaining, leaving: leaving.trials }, 2);
  }
  const rows = plan.configurations.map((row): Cell[] => [
    row.name,
    ...COSTS.map((name) => writeCount(row[name])),
    row.seeds,
    row.skipped === null ? `${row.done} of ${row.seeds}` : `excluded: ${row.skipped}`,
  ]);
  const { expansion } = prepared;
  const convention = conventionText(expansion.convention, expansion.coefficients);
  const total = plan.trials.filter(({ status }) => status !== 'skipped').length;
  const left = trialsText(
    plan.sweep,
    { trials: total, done: total - plan.remaining },
    toTrainText(plan.remaining, plan.chosen),
  );
  const { source, jobs } = plan.timeModel;
  const basis = estimateBasis(source === 'measured' ? jobs : null);
  const estimate = writeEstimate(plan.seconds);
  return [
    planHeading(expansion.spec.file, convention),
    '',
    textTable(['configuration', ...COSTS, 'seeds', 'done'], rows, {
      width: options.width,
      optional: [...COSTS.filter((name) => name !== 'flops').toReversed(), 'seeds'],
    }),
    '',
    ...(plan.fewerDrawn === null ? [] : [fewerDrawn(plan.fewerDrawn.asked, plan.fewerDrawn.found)]),
    ...(plan.leaving.trials === 0 ? [] : [leavingText(plan.sweep, plan.leaving)]),
    ...(plan.layerByLayer === null
      ? []
      : [layerByLayerText(plan.layerByLayer.trials, plan.layerByLayer.reason)]),
    ...plan.tooLarge.map(({ name, bytes, memory }) =>
      tooLargeText(name, writeSi(bytes), writeSi(memory)),
    ),
    plan.chosen === 0 ? `${left}.` : `${left}${workText(plan.workers, { estimate })} (${basis}).`,
  ].join('\n');
}
