#!/usr/bin/env node
import { runCli } from './run-cli.js';
import { ownTerminal } from './terminal/terminal.js';

process.exitCode = await runCli(process.argv.slice(2), ownTerminal(), (code) => process.exit(code));
