import { basename } from 'node:path';
import type { Command } from '../command.js';
import { completionScript, SHELLS } from '../completion/scripts.js';
import { EXIT } from '../exit.js';
import { choiceOf, textArgument } from '../arguments/options.js';

export const COMPLETION: Command = {
  name: 'completion',
  usage: 'completion [shell]',
  summary: 'Print a script that completes commands, options, specs and sweeps',
  positionals: {
    shell: {
      describe:
        'bash, zsh or fish; default: that of SHELL, else bash. Where only npx finds sweep, first write: sweep() { npx sweep "$@"; } (fish: function sweep; npx sweep $argv; end)',
    },
  },
  options: {},
  examples: [
    ['source <(sweep completion bash)', 'now, or in ~/.bashrc for every shell; zsh likewise'],
    ['source <(npx sweep completion bash)', 'the same for the sweep of this project'],
    ['sweep completion fish > ~/.config/fish/completions/sweep.fish', 'for every fish'],
  ],
  run: async (args, terminal) => {
    const named = choiceOf('shell', textArgument(args, 'shell'), SHELLS);
    const usual = SHELLS.find((shell) => shell === basename(terminal.env['SHELL'] ?? ''));
    const program = [process.execPath, process.argv[1] ?? 'sweep'];
    terminal.out(completionScript(named ?? usual ?? 'bash', program));
    return EXIT.done;
  },
};
