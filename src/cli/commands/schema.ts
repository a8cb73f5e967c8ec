import { type Command, EXIT } from '../command.js';
import { textArgument } from '../arguments/options.js';
import { isStdout, writeDataFile } from '../files/output-file.js';
import { jsonText } from '../../text/printable.js';

export const SCHEMA: Command = {
  name: 'schema',
  usage: 'schema',
  summary: 'Print the JSON Schema of specs, for editors',
  positionals: {},
  options: {
    out: {
      type: 'string',
      requiresArg: true,
      describe: 'Output file, e.g. --out sweep.schema.json; - is stdout',
    },
  },
  examples: [['sweep schema --out sweep.schema.json', 'reference it in the first line of a spec']],
  run: async (args, terminal) => {
    const { specJsonSchema } = await import('../../spec/schema/schema.js');
    const text = jsonText(specJsonSchema(), 2);
    const out = textArgument(args, 'out');
    if (out === undefined || isStdout(out)) {
      terminal.out(text);
    } else {
      await writeDataFile(out, `${text}\n`);
      terminal.message(`${out}\n`);
    }
    return EXIT.done;
  },
};
