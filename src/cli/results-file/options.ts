import type { Options } from 'yargs';
import { ofFileOnly, twiceInList } from './messages.js';
import type { ColumnChoices } from '../../results-file/roles.js';
import { type Arguments, UsageError } from '../command.js';
import { choiceOf, textArgument } from '../arguments/options.js';

const value = (describe: string): Options => ({ type: 'string', requiresArg: true, describe });

/** What says which column of a file of results is what; left out, it is found by its name. */
export const COLUMN_OPTIONS: Readonly<Record<string, Options>> = {
  cost: value('For a file: cost column, e.g. --cost flops'),
  metric: value('For a file: metric column, e.g. --metric val_accuracy'),
  configuration: value(
    'For a file: columns that define a configuration, e.g. --configuration hidden,lr',
  ),
  seed: value('For a file: column that distinguishes its runs, e.g. --seed seed'),
  goal: value('For a file: maximize or minimize the metric, e.g. --goal minimize'),
};

const GOALS = ['maximize', 'minimize'] as const;

/** @throws UsageError for a goal that is none, or a list that is empty or names a column twice. */
export function columnChoicesFrom(args: Arguments): ColumnChoices {
  return {
    cost: textArgument(args, 'cost'),
    metric: textArgument(args, 'metric'),
    seed: textArgument(args, 'seed'),
    configuration: listArgument(args, 'configuration'),
    goal: choiceOf('--goal', textArgument(args, 'goal'), GOALS),
  };
}

/** @throws UsageError where a stored sweep has options that only a file has. */
export function refuseFileOptions(args: Arguments, names: readonly string[]): void {
  const given = names.find((name) => args[name] !== undefined);
  if (given !== undefined) throw new UsageError(ofFileOnly(given));
}

/** Names with commas between them; a name that has one itself stands in quotes, as in the file. */
function listArgument(args: Arguments, name: string): readonly string[] | undefined {
  const text = textArgument(args, name);
  if (text === undefined) return undefined;
  const names = [...text.matchAll(/\s*("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)]
    .map(([, item = '']) =>
      item
        .trim()
        .replace(/^"(.*)"$/, '$1')
        .replaceAll('""', '"'),
    )
    .filter((item) => item !== '');
  const twice = names.find((item, index) => names.indexOf(item) < index);
  if (twice !== undefined) throw new UsageError(twiceInList(name, twice));
  return names;
}
