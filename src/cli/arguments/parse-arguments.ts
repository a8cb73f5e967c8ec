import yargs from 'yargs';
import type { Argv } from 'yargs';
import { PROGRAM_VERSION } from '../../run/planning/planned-sweep.js';
import { type Arguments, type Command, UsageError } from '../command.js';
import { COMMANDS } from '../commands.js';
import { PIPE, STDIN } from '../files/read-spec.js';
import {
  nothingAsked,
  unknownArguments,
  unknownOption,
  wordsMissing,
  wordTooMany,
} from '../messages.js';
import { nearest } from '../../spec/words/names.js';

/** What a command line asks for. */
export type Parsed =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'command'; readonly command: Command; readonly args: Arguments };

const EPILOGUE = `\`sweep experiments/mlp.yaml\` is short for \`sweep run experiments/mlp.yaml\`.

Exit codes: 0 done; 1 internal error; 2 usage or spec; 3 the answer is no (trials failed, nothing within the limits); 4 already running; 5 environment (device, library, dataset, disk); 130 or 143 stopped by a signal.

Environment variables: SWEEP_DB, SWEEP_WORKERS, SWEEP_DEVICE, SWEEP_GPUS, SWEEP_COMPILE, SWEEP_RETRIES, SWEEP_TIMEOUT, SWEEP_MAX_TRIALS, SWEEP_BUDGET, SWEEP_FAIL_FAST, SWEEP_SAVE, SWEEP_CACHE_DIR, NO_COLOR, FORCE_COLOR. Flags override variables.`;

/** Overrides of yargs texts, by its own keys; usageText rewrites them for users. Its types forget plurals. */
const UNKNOWN = 'unknown: ';
/** The counts follow. */
const MISSING = 'missing: ';
const YARGS_TEXTS = {
  'Unknown argument: %s': { one: `${UNKNOWN}%s`, other: `${UNKNOWN}%s` },
  'Not enough non-option arguments: got %s, need at least %s': {
    one: `${MISSING}%s %s`,
    other: `${MISSING}%s %s`,
  },
};

/** @throws UsageError for an unknown option, a missing word and the like. */
export async function parseArguments(given: readonly string[], columns: number): Promise<Parsed> {
  const argv = prepared(given);
  let parsed: Parsed | undefined;
  let parser: Argv = yargs([...argv])
    .scriptName('sweep')
    .locale('en')
    .updateStrings(YARGS_TEXTS as object as Readonly<Record<string, string>>)
    .parserConfiguration({
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'boolean-negation': false,
    })
    .usage('$0 <spec.yaml>\n\nTrain a grid of networks and plot accuracy against FLOPs.')
    .epilogue(EPILOGUE)
    .option('debug', {
      type: 'boolean',
      default: false,
      global: true,
      describe: 'Show stack traces of errors',
    })
    .version(PROGRAM_VERSION)
    .help()
    .alias('h', 'help')
    .strict()
    .demandCommand(1, nothingAsked())
    .wrap(Math.min(100, columns))
    .exitProcess(false)
    .fail((message, error) => {
      throw error instanceof Error && error.name !== 'YError'
        ? error
        : new UsageError(usageText(message, argv));
    });
  for (const command of COMMANDS) {
    parser = parser.command(
      command.usage,
      command.summary,
      (builder) => describe(builder, command),
      (args) => {
        parsed = { kind: 'command', command, args: lastOfEach(args, command) };
      },
    );
  }
  parser = parser
    .example('sweep experiments/smoke.yaml', 'from a spec to a chart in seconds')
    .example('sweep plan experiments/mlp.yaml', 'FLOPs and a time estimate, before training')
    .example('sweep flops experiments/notebook.yaml', 'FLOPs layer by layer')
    .example('sweep query "select * from fronts"', 'the numbers behind the chart');
  let text = '';
  await parser.parse([...argv], {}, (error, _args, output) => {
    if (error !== undefined && error !== null) throw asUsageError(error);
    text = output;
  });
  return parsed ?? { kind: 'text', text };
}

/**
 * If an option is repeated the last one counts, as users expect of `--db`; all of `--set` do, so
 * that they become one, a JSON list. A dash becomes the name of the standard input.
 */
function prepared(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  const settings: string[] = [];
  const others: string[] = [];
  for (let at = 0; at < argv.length; at += 1) {
    const argument = argv[at] ?? '';
    const next = argv[at + 1];
    const own = end < 0 || at < end;
    if (own && argument.startsWith('--set=')) settings.push(argument.slice('--set='.length));
    else if (own && argument === '--set' && next !== undefined && !next.startsWith('--')) {
      settings.push(next);
      at += 1;
      // yargs takes a dash for nothing.
    } else others.push(own && argument === PIPE ? STDIN : argument);
  }
  return settings.length === 0 ? others : [...others, `--set=${JSON.stringify(settings)}`];
}

function describe(builder: Argv, command: Command): Argv {
  let described = builder;
  for (const [name, { describe: text }] of Object.entries(command.positionals)) {
    const demandOption = !command.usage.includes(`[${name}`);
    described = described.positional(name, { type: 'string', demandOption, describe: text });
  }
  described = described.options({ ...command.options });
  for (const [line, what] of command.examples) described = described.example(line, what);
  return described;
}

/**
 * An option that is given twice has its last value. yargs can do so too, but then it keeps only the
 * last word of a positional that takes several.
 */
function lastOfEach(args: Arguments, { options }: Command): Arguments {
  const repeated = Object.entries(options).flatMap(([name, { array }]) => {
    const value = args[name];
    return array !== true && Array.isArray(value) ? [[name, value.at(-1) as unknown]] : [];
  });
  return { ...args, ...Object.fromEntries(repeated) };
}

/** What yargs says of a missing word names neither the word nor the command. */
function usageText(message: string, argv: readonly string[]): string {
  const [word] = argv;
  const command = COMMANDS.find(({ name }) => name === word);
  const names = message.startsWith(UNKNOWN) ? message.slice(UNKNOWN.length).split(', ') : [];
  const [unknown] = names;
  if (command !== undefined && unknown !== undefined) {
    const known = Object.keys(command.options);
    const isOption = argv.some((given) => given.replace(/=.*/s, '') === `--${unknown}`);
    const isLetter =
      unknown.length === 1 && argv.some((given) => /^-\w/.test(given) && given.includes(unknown));
    return isOption || isLetter
      ? unknownOption(command.name, unknown, nearest(unknown, known))
      : wordTooMany(command.name, unknown, command.usage);
  }
  if (unknown !== undefined) return unknownArguments(names);
  if (!message.startsWith(MISSING)) return message;
  return command === undefined ? nothingAsked() : wordsMissing(command.name, command.usage);
}

function asUsageError(error: Error): Error {
  return error.name === 'YError' ? new UsageError(error.message) : error;
}
