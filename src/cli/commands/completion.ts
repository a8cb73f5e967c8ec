import { basename } from 'node:path';
import { type Command, EXIT } from '../command.js';
import { completionScript, SHELLS } from '../completion/scripts.js';
import { choiceOf, textArgument } from '../arguments/options.js';

export const COMPLETION: Command = {
  name: 'completion',
  usage: 'completion [shell]',
  summary: 'Print a completion script for commands, options, specs and sweeps',
  positionals: {
    shell: {
      describe:
        'bash, zsh or fish (default: from SHELL, else bash). If only npx finds sweep, first define sweep() { npx sweep "$@"; } (fish: function sweep; npx sweep $argv; end)',
    },
  },
  options: {},
  examples: [
    ['source <(sweep completion bash)', 'for this shell, or in ~/.bashrc for all; zsh likewise'],
    ['source <(npx sweep completion bash)', 'the same for sweep installed in a project'],
    ['sweep completion fish > ~/.config/fish/completions/sweep.fish', 'for all fish shells'],
  ],
  run: async (args, terminal) => {
    const named = choiceOf('shell', textArgument(args, 'shell'), SHELLS);
    const usual = SHELLS.find((shell) => shell === basename(terminal.env['SHELL'] ?? ''));
    const program = [process.execPath, process.argv[1] ?? 'sweep'];
    terminal.out(completionScript(named ?? usual ?? 'bash', program));
    return EXIT.done;
  },
};
