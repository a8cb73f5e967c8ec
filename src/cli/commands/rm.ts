import type { Removal, RemovalRequest } from '../../store/plan-removal.js';
import { type Arguments, type Command, EXIT, UsageError } from '../command.js';
import { DB_OPTION, JSON_OPTION, wordArguments } from '../arguments/options.js';
import { databaseFrom } from '../arguments/run-options.js';
import type { Terminal } from '../terminal/terminal.js';
import { jsonText } from '../../text/printable.js';
import { counted } from '../../text/values.js';
import { problem } from '../../text/problem.js';

const flag = (describe: string) => ({ type: 'boolean' as const, default: false, describe });

export const RM: Command = {
  name: 'rm',
  usage: 'rm [sweep|trial..]',
  summary: 'Remove sweeps, or reset trials so that they are trained again',
  positionals: {
    sweep: {
      describe:
        'Names of sweeps to remove; or trial ids (6 digits or more) to reset to pending. What other sweeps share is kept',
    },
  },
  options: {
    configuration: flag('For a trial: all seeds of its configuration'),
    old: flag('Remove trials that their spec no longer has, in the named sweeps or in all'),
    yes: { ...flag('Do not ask for confirmation'), alias: 'y' },
    'dry-run': { ...flag('Show what would be removed'), alias: 'n' },
    db: DB_OPTION,
    json: JSON_OPTION,
  },
  examples: [
    ['sweep rm smoke -n', 'what would be removed: trials, page, kept models'],
    ['sweep rm 1f0c9a --configuration --yes', 'retrain a configuration, all seeds'],
    ['sweep rm --old --yes', 'trials dropped from their specs, in all sweeps'],
  ],
  goesOn: (args) => args['dry-run'] !== true,
  run: async (args, terminal) => {
    const database = databaseFrom(args, terminal.env);
    const [{ reading }, { planRemoval }, { pagesOf, modelFolders, removableFolders, removePaths }] =
      await Promise.all([
        import('../stored/reading.js'),
        import('../../store/plan-removal.js'),
        import('../stored/removal.js'),
      ]);
    const { requestOf } = await import('../stored/removal.js');
    const asked = askedOf(args);
    const { request, planned } = reading(
      database,
      (db) => {
        const found = requestOf(db, database, asked);
        return { request: found, planned: planRemoval(db, found) };
      },
      { sound: false },
    );
    const filesOf = ({ sweeps, models, removed, reset }: Removal) => {
      const named = modelFolders(database, models, [...removed, ...reset]);
      const { folders, refused } = removableFolders(database, named);
      return { pages: pagesOf(database, sweeps), models: folders, left: refused };
    };
    const tell = (removal: Removal, files: ReturnType<typeof filesOf>, dry: boolean): void => {
      if (args['json'] !== true) return;
      const { sweeps, removed, reset, kept } = removal;
      terminal.out(jsonText({ dry_run: dry, sweeps, removed, reset, kept, ...files }, 2));
    };
    const files = filesOf(planned);
    const lines = linesOf(planned, files);
    if (isNothing(planned)) {
      tell(planned, files, args['dry-run'] === true);
      terminal.message(`${nothingToRemove()}\n`);
      return EXIT.done;
    }
    if (args['dry-run'] === true) {
      tell(planned, files, true);
      terminal.message(`${wouldRemove(lines)}\n`);
      for (const path of files.left) terminal.message(`${modelLeft(path)}\n`);
      return EXIT.done;
    }
    if (args['yes'] !== true && !(await agreed(terminal, lines))) {
      terminal.message(`${notRemoved()}\n`);
      return EXIT.done;
    }
    const removal = await remove(database, request);
    const gone = filesOf(removal);
    const stays = removePaths([...gone.pages, ...gone.models]);
    tell(removal, gone, false);
    terminal.message(`${removedText(linesOf(removal, gone))}\n`);
    for (const { path, reason } of stays) terminal.message(`${fileStays(path, reason)}\n`);
    for (const path of gone.left) terminal.message(`${modelLeft(path)}\n`);
    return stays.length + gone.left.length === 0 ? EXIT.done : EXIT.environment;
  },
};

function askedOf(args: Arguments) {
  const asked = {
    words: wordArguments(args, 'sweep'),
    old: args['old'] === true,
    configuration: args['configuration'] === true,
  };
  if (asked.words.length === 0 && !asked.old) throw new UsageError(nothingNamed());
  return asked;
}

function isNothing({ sweeps, removed, reset, memberships }: Removal): boolean {
  return [sweeps, removed, reset, memberships].every((items) => items.length === 0);
}

function linesOf(
  { sweeps, removed, reset, kept }: Removal,
  { pages, models }: { readonly pages: readonly string[]; readonly models: readonly string[] },
): string[] {
  return removalLines({
    sweeps,
    removed: removed.length,
    reset: reset.length,
    kept: kept.length,
    models: models.length,
    pages,
  });
}

/** @throws UsageError where there is nobody to ask. */
async function agreed(terminal: Terminal, lines: readonly string[]): Promise<boolean> {
  if (terminal.ask === undefined) throw new UsageError(removalNeedsYes(lines));
  const answer = await terminal.ask(removeQuestion(lines));
  return /^\s*y(es)?\s*$/i.test(answer);
}

async function remove(database: string, request: RemovalRequest): Promise<Removal> {
  const [{ openForWriting }, { removeStored }, { isAlive }] = await Promise.all([
    import('../../store/open.js'),
    import('../../store/remove.js'),
    import('../../run/executing/holder.js'),
  ]);
  const db = openForWriting(database);
  try {
    return removeStored({ db, now: () => new Date().toISOString(), isAlive }, request);
  } finally {
    db.close();
  }
}

/** How much goes, in what is counted. */
export interface RemovalCounts {
  readonly sweeps: readonly string[];
  readonly removed: number;
  readonly reset: number;
  readonly kept: number;
  readonly models: number;
  readonly pages: readonly string[];
}

/** `sweep mlp`, `130 trials`, ..., one a line; nothing where nothing goes. */
export function removalLines(counts: RemovalCounts): string[] {
  const { sweeps, removed, reset, kept, models, pages } = counts;
  return [
    ...sweeps.map((sweep) => `the sweep ${sweep}`),
    ...(removed === 0 ? [] : [`${counted(removed, 'trial')} with epochs and attempts`]),
    ...(reset === 0
      ? []
      : [
          `the ${reset === 1 ? 'result' : 'results'} of ${counted(reset, 'trial')}, which the next run trains again`,
        ]),
    ...(models === 0 ? [] : [counted(models, 'kept model')]),
    ...pages.map((page) => `the page ${page}`),
    ...(kept === 0 ? [] : [staying(kept)]),
  ];
}

function staying(trials: number): string {
  return trials === 1
    ? '(1 trial is kept: another sweep shares it)'
    : `(${trials} trials are kept: another sweep shares them)`;
}

export function wouldRemove(lines: readonly string[]): string {
  return `would remove:\n${indented(lines)}`;
}

export function removedText(lines: readonly string[]): string {
  return `removed:\n${indented(lines)}`;
}

export function removeQuestion(lines: readonly string[]): string {
  return `This removes:\n${indented(lines)}\nRemove? [y/N] `;
}

export function nothingToRemove(): string {
  return 'nothing to remove';
}

export function notRemoved(): string {
  return 'nothing was removed';
}

export function removalNeedsYes(lines: readonly string[]): string {
  const none = problem({
    what: 'nothing was removed: there is no terminal to ask for confirmation',
    expected: '--yes to remove without asking',
  });
  return `${wouldRemove(lines)}\n${none}`;
}

export function nothingNamed(): string {
  return problem({
    what: 'sweep rm: nothing to remove',
    expected: 'names of sweeps or ids of trials, or --old',
    advice: 'sweep rm --help shows examples',
  });
}

/** The database is changed by then. */
export function fileStays(path: string, reason: string): string {
  return problem({
    what: `${path} could not be removed (${reason})`,
    advice: 'the database no longer knows it: delete it by hand',
  });
}

/** Of a path that the database names as a kept model, and that is none of its own. */
export function modelLeft(path: string): string {
  return problem({
    what: `${path}: not removed, although the database lists it as a kept model`,
    expected:
      'models/TRIAL/model.json of a removed trial, not through a link, and not of another database',
    advice: 'check what it is, and delete it by hand',
  });
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join('\n');
}
