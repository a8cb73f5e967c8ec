#!/usr/bin/env node
import { runCli } from './run-cli.js';
import { terminalOf } from './terminal/terminal.js';

// `sweep query ... | head` closes the pipe: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
// Nobody reads the progress any more (`sweep mlp.yaml 2>&1 | head`): the training goes on.
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
process.exitCode = await runCli(process.argv.slice(2), terminalOf(process));
