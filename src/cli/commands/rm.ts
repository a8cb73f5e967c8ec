import * as messages from '../../messages/cli/removal.js';
import type { Removal, RemovalRequest } from '../../store/plan-removal.js';
import type { Arguments, Command } from '../command.js';
import { EXIT } from '../exit-code.js';
import { DB_OPTION, JSON_OPTION, wordArguments } from '../options.js';
import { databaseFrom } from '../run-options.js';
import type { Terminal } from '../terminal/terminal.js';
import { UsageError } from '../usage-error.js';
import { jsonText } from '../../messages/printable.js';

const flag = (describe: string) => ({ type: 'boolean' as const, default: false, describe });

export const RM: Command = {
  name: 'rm',
  usage: 'rm [sweep|trial..]',
  summary: 'Remove sweeps, or results of trials so that they are trained again',
  positionals: {
    sweep: {
      describe:
        "Names of sweeps; or trials' ids or their first 6 digits or more: these become pending. What another sweep has too stays",
    },
  },
  options: {
    configuration: flag('Of a trial: every seed of its configuration'),
    old: flag('Remove trials that no spec wants any more, of the sweeps named or of all'),
    yes: { ...flag('Do not ask'), alias: 'y' },
    'dry-run': { ...flag('Only say what would go'), alias: 'n' },
    db: DB_OPTION,
    json: JSON_OPTION,
  },
  examples: [
    ['sweep rm smoke -n', 'what would go: its trials, its page, its kept models'],
    ['sweep rm 1f0c9a --configuration --yes', 'train a configuration again, every seed'],
    ['sweep rm --old --yes', 'what the specs have dropped, of all sweeps'],
  ],
  goesOn: (args) => args['dry-run'] !== true,
  run: async (args, terminal) => {
    const database = databaseFrom(args, terminal.env);
    const [{ reading }, { planRemoval }, { pagesOf, modelFolders, removableFolders, removePaths }] =
      await Promise.all([
        import('../stored/reading.js'),
        import('../../store/plan-removal.js'),
        import('../stored/removal-files.js'),
      ]);
    const { requestOf } = await import('../stored/removal-request.js');
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
      terminal.message(`${messages.nothingToRemove()}\n`);
      return EXIT.done;
    }
    if (args['dry-run'] === true) {
      tell(planned, files, true);
      terminal.message(`${messages.wouldRemove(lines)}\n`);
      for (const path of files.left) terminal.message(`${messages.modelLeft(path)}\n`);
      return EXIT.done;
    }
    if (args['yes'] !== true && !(await agreed(terminal, lines))) {
      terminal.message(`${messages.notRemoved()}\n`);
      return EXIT.done;
    }
    const removal = await remove(database, request);
    const gone = filesOf(removal);
    const stays = removePaths([...gone.pages, ...gone.models]);
    tell(removal, gone, false);
    terminal.message(`${messages.removedText(linesOf(removal, gone))}\n`);
    for (const { path, reason } of stays) terminal.message(`${messages.fileStays(path, reason)}\n`);
    for (const path of gone.left) terminal.message(`${messages.modelLeft(path)}\n`);
    return stays.length + gone.left.length === 0 ? EXIT.done : EXIT.environment;
  },
};

function askedOf(args: Arguments) {
  const asked = {
    words: wordArguments(args, 'sweep'),
    old: args['old'] === true,
    configuration: args['configuration'] === true,
  };
  if (asked.words.length === 0 && !asked.old) throw new UsageError(messages.nothingNamed());
  return asked;
}

function isNothing({ sweeps, removed, reset, memberships }: Removal): boolean {
  return [sweeps, removed, reset, memberships].every((items) => items.length === 0);
}

function linesOf(
  { sweeps, removed, reset, kept }: Removal,
  { pages, models }: { readonly pages: readonly string[]; readonly models: readonly string[] },
): string[] {
  return messages.removalLines({
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
  if (terminal.ask === undefined) throw new UsageError(messages.removalNeedsYes(lines));
  const answer = await terminal.ask(messages.removeQuestion(lines));
  return /^\s*y(es)?\s*$/i.test(answer);
}

async function remove(database: string, request: RemovalRequest): Promise<Removal> {
  const [{ openForWriting }, { removeStored }, { isAlive }] = await Promise.all([
    import('../../store/open.js'),
    import('../../store/remove.js'),
    import('../../run/holder.js'),
  ]);
  const db = openForWriting(database);
  try {
    return removeStored({ db, now: () => new Date().toISOString(), isAlive }, request);
  } finally {
    db.close();
  }
}
