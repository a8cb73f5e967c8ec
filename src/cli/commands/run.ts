import { type Command, EXIT, UsageError } from '../command.js';
import {
  COMPILE_OPTION,
  databaseOption,
  DB_OPTION,
  DEVICE_OPTION,
  GPUS_OPTION,
  JSON_OPTION,
  reportPath,
  SAVE_OPTION,
  SET_OPTION,
  settingsFrom,
  textArgument,
} from '../arguments/options.js';
import { fileTrouble } from '../explain-error.js';

import { realPath } from '../../store/real-path.js';
import { readTextFile } from '../files/read-spec.js';
import { CONTROL_OPTIONS, controlFrom, onSignals } from '../running/run-control.js';
import {
  compileFrom,
  databaseFrom,
  devicesFrom,
  saveFrom,
  workersFrom,
} from '../arguments/run-options.js';
import { outWidth, printText } from '../terminal/print.js';
import { planText, printPlan } from './plan.js';
import { jsonText } from '../../text/printable.js';
import { problem } from '../../text/problem.js';

export const RUN: Command = {
  name: 'run',
  usage: 'run <spec>',
  summary: 'Train the missing trials of a sweep and write its page',
  positionals: { spec: { describe: 'YAML spec, e.g. experiments/mlp.yaml' } },
  options: {
    'dry-run': {
      alias: 'n',
      type: 'boolean',
      default: false,
      describe: 'Only plan, like sweep plan',
    },
    workers: {
      type: 'string',
      requiresArg: true,
      describe: 'Number of workers, or auto (SWEEP_WORKERS), e.g. --workers 2',
    },
    device: DEVICE_OPTION,
    gpus: GPUS_OPTION,
    compile: COMPILE_OPTION,
    save: SAVE_OPTION,
    ...CONTROL_OPTIONS,
    verbose: {
      type: 'boolean',
      default: false,
      describe: 'On a terminal, print every trial, not only those that join the front',
    },
    set: SET_OPTION,
    db: DB_OPTION,
    json: JSON_OPTION,
  },
  examples: [
    ['sweep experiments/smoke.yaml', 'three small networks in seconds, then results/smoke.html'],
    ['sweep experiments/mlp.yaml --workers 2', 'twenty-six networks on all of MNIST'],
    ['sweep experiments/mlp.yaml --budget 10m', 'stop after ten minutes; the same command resumes'],
    ['sweep experiments/mlp.yaml --max-trials 5', 'the cheapest five trials'],
    [
      'sweep experiments/mlp.yaml --retry-failed --timeout 1h',
      'retry failed trials, with more time',
    ],
    [
      "sweep experiments/smoke.yaml --set epochs=1 --set 'seeds=[5]'",
      'override keys of the spec; - instead of a file reads a pipe',
    ],
    ['sweep experiments/mlp.yaml -n', 'trials and time estimate, without training'],
  ],
  goesOn: (args) => args['dry-run'] !== true,
  run: async (args, terminal) => {
    const database = databaseFrom(args, terminal.env);
    const workers = workersFrom(args, terminal.env);
    const { device, gpus } = devicesFrom(args, terminal.env);
    const compile = compileFrom(args, terminal.env);
    const save = saveFrom(args, terminal.env);
    const control = controlFrom(args, terminal.env);
    const file = textArgument(args, 'spec') ?? '';
    const text = readTextFile(file);
    const { prepareSweep } = await import('../../run/planning/prepare.js');
    const prepared = prepareSweep(text, file, settingsFrom(args));
    for (const note of prepared.notes) terminal.message(`${note}\n`);
    if (args['dry-run'] === true) {
      const plan = await planText(prepared, database, {
        workers,
        device,
        gpus,
        compile,
        ...control,
        json: args['json'] === true,
        width: outWidth(terminal),
      });
      printPlan(terminal, plan, args['json'] === true);
      return EXIT.done;
    }

    const [{ runSweep }, { RunDisplay }, { finishText }] = await Promise.all([
      import('../../run/executing/run-sweep.js'),
      import('../running/run-display.js'),
      import('../running/run-summary.js'),
    ]);
    const [{ readReport }, { writeReport }, { refuseOtherFile }, { preloadCompiler }] =
      await Promise.all([
        import('../stored/sweep-report.js'),
        import('../../report/write.js'),
        import('../stored/own-page.js'),
        import('../../report/compile.js'),
      ]);
    const page = reportPath(database, prepared.expansion.name);
    if (realPath(page) === realPath(database)) throw new UsageError(pageIsDatabase(page));
    refuseOtherFile(page, false);
    const display = new RunDisplay(
      terminal,
      () => performance.now() / 1000,
      databaseOption(database),
      args['verbose'] === true,
    );
    const signals = onSignals();
    try {
      const summary = await runSweep(prepared, {
        database,
        workers,
        device,
        gpus,
        compile,
        save,
        ...control,
        onEvent: (event) => {
          display.show(event);
          // While workers train, this process has time.
          if (event.type === 'engine') preloadCompiler();
        },
        stop: signals.stop,
        kill: signals.kill,
      });
      display.end();
      const report = readReport(database, [summary.sweep]);
      const [stored] = report.sweeps;
      if (stored === undefined) throw new Error(`no row of the sweep ${summary.sweep} was read`);
      // A disk without room for the page must not hide what was trained.
      const trouble = await writeReport(page, await report.text()).then(() => null, fileTroubleOf);
      const written = trouble === null ? page : null;
      if (args['json'] === true) {
        const { sweep, trials, ran, remaining, seconds, end } = summary;
        terminal.out(
          jsonText(
            {
              sweep,
              database,
              report: written,
              trials,
              ran,
              remaining,
              seconds,
              ended_by: end.reason === 'completed' ? 'itself' : end.reason,
            },
            2,
          ),
        );
      } else {
        printText(terminal, (width) =>
          finishText(summary, stored, { database, page: written, spec: file, control, width }),
        );
      }
      if (trouble !== null) {
        terminal.message(`${pageNotWritten(page, summary.sweep, trouble)}\n`);
        return EXIT.environment;
      }
      if (summary.end.reason === 'signal') return signals.exitCode();
      return summary.failed > 0 ? EXIT.no : EXIT.done;
    } finally {
      display.end();
      signals.remove();
    }
  },
};

/** @throws the error again where it is of no file. */
function fileTroubleOf(error: unknown): string {
  const trouble = fileTrouble(error);
  if (trouble === null) throw error;
  return trouble;
}

/** @param reason what the system says. */
export function pageNotWritten(page: string, sweep: string, reason: string): string {
  return problem({
    what: `${page} could not be written (${reason})`,
    advice: `results are stored; free some space, then sweep report ${sweep} writes the page`,
  });
}

export function pageIsDatabase(path: string): string {
  return problem({
    what: `the page of the sweep would overwrite ${path}, the database of --db`,
    advice: 'give the database another name, e.g. sweep.db',
  });
}
