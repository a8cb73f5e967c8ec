import {
  modelIsNoStream,
  outMissing,
  removedMeanwhile,
  savesOneTrial,
} from '../stored/messages.js';
import { type Command, EXIT, UsageError } from '../command.js';
import { DB_OPTION, JSON_OPTION, textArgument } from '../arguments/options.js';
import { isStdout } from '../files/output-file.js';
import { databaseFrom } from '../arguments/run-options.js';
import { jsonText } from '../../text/printable.js';

export const SAVE: Command = {
  name: 'save',
  usage: 'save <trial>',
  summary: "Copy a trial's trained model, in TensorFlow.js format",
  positionals: {
    trial: { describe: 'Trial id (6 digits or more), as listed by sweep show' },
  },
  options: {
    out: {
      type: 'string',
      requiresArg: true,
      describe: 'Folder for model.json and weights.bin; created if missing, e.g. --out my-model',
    },
    db: DB_OPTION,
    json: JSON_OPTION,
  },
  examples: [
    ['sweep save 1f0c9a --out my-model', 'then tf.loadLayersModel("file://my-model/model.json")'],
    [
      `sweep query "select trial, hidden from trials where model is not null"`,
      'which models are kept (set by run.save and --save)',
    ],
  ],
  goesOn: () => true,
  run: async (args, terminal) => {
    const database = databaseFrom(args, terminal.env);
    const word = textArgument(args, 'trial') ?? '';
    const out = textArgument(args, 'out');
    if (out === undefined) throw new UsageError(outMissing());
    if (isStdout(out)) throw new UsageError(modelIsNoStream());
    const [{ reading }, { findStored }, { readTrial }, { copyModel, keptModelFolder }] =
      await Promise.all([
        import('../stored/reading.js'),
        import('../stored/find.js'),
        import('../../store/lookup.js'),
        import('../stored/kept-model.js'),
      ]);
    const stored = reading(database, (db, gone) => {
      const named = findStored(db, database, word);
      if (named.kind === 'sweep') throw new UsageError(savesOneTrial(word));
      return readTrial(db, named.id, gone);
    });
    if (stored === undefined) throw new UsageError(removedMeanwhile(word));
    const { trial } = stored;
    copyModel(keptModelFolder(database, trial), out);
    terminal.out(args['json'] === true ? jsonText({ trial: trial.trial, folder: out }, 2) : out);
    return EXIT.done;
  },
};
