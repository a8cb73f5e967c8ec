import { describe, expect, test } from 'vitest';
import { dispatch } from '../../../src/cli/dispatch.js';
import { parseArguments } from '../../../src/cli/arguments/parse-arguments.js';

const parse = (...argv: readonly string[]) => parseArguments(dispatch(argv), 80);

describe('a command line that is none', () => {
  test.each([
    [
      ['plan', 'a.yaml', '--worker', '2'],
      'sweep plan has no option --worker; did you mean --workers?',
    ],
    [
      ['plan', 'a.yaml', '--worker=2'],
      'sweep plan has no option --worker; did you mean --workers?',
    ],
    [['doctor', '--bnch'], 'sweep doctor has no option --bnch; did you mean --bench?'],
    [
      ['list', '--zzzzzzzz'],
      'sweep list has no option --zzzzzzzz; sweep list --help shows its options',
    ],
    [['list', '-z'], 'sweep list has no option -z; sweep list --help shows its options'],
    [['a.yaml', 'b.yaml'], 'sweep run got an extra "b.yaml"; expected sweep run <spec>; remove it'],
    [['list', 'x'], 'sweep list got an extra "x"; expected sweep list; remove it'],
    [['--zzz'], 'got no command; expected a spec or a command; sweep --help shows them'],
    [['list', 'extra'], 'sweep list got an extra "extra"; expected sweep list; remove it'],
    [
      ['query'],
      'sweep query got too few arguments; expected sweep query <sql>; sweep query --help shows',
    ],
  ])('%j says what was meant', async (argv, message) => {
    await expect(parse(...argv)).rejects.toThrow(message);
  });
});
