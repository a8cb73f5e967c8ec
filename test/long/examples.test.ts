import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';
import { dispatch } from '../../src/cli/dispatch.js';
import { parseArguments } from '../../src/cli/arguments/parse-arguments.js';
import { CommandFolder } from '../integration/command-folder.js';
import { ROOT, runShell } from '../integration/shell.js';

/** The trial that examples name; here it stands for one with a kept model. */
const TRIAL = '1f0c9a';

/** What a test cannot run, with what holds it instead. */
const NOT_RUN: readonly (readonly [RegExp, string])[] = [
  [/^npm ci/, 'the whole installation, which a clean clone runs'],
  [/sweep setup( --gpu)?$|^pip download/, 'fetches hundreds of megabytes; test/native/staging'],
  [/^node docs\/classify/, 'needs a model of MNIST; kept-models.test.ts'],
  [/--device gpu/, 'needs a GPU'],
];

const folder = new CommandFolder();
const home = join(folder.path, 'home');
let trial = '';

beforeAll(async () => {
  // Names as in experiments/, of so little data that each is trained in a second.
  mkdirSync(join(folder.path, 'experiments'));
  symlinkSync('../data', join(folder.path, 'experiments', 'data'));
  for (const name of ['smoke', 'mlp', 'notebook', 'lenet-vs-mlp']) {
    const file = `experiments/${name}.yaml`;
    folder.writeSpec(file, { name });
    if (name !== 'lenet-vs-mlp') expect((await folder.run(file)).code).toBe(0);
  }
  // What sweep best --cost latency_ms reads.
  expect((await folder.run('measure', 'mlp', '--batch', '1', '--runs', '1')).code).toBe(0);
  const model = { config: { layers: [inputLayer(), denseLayer()] }, class_name: 'Sequential' };
  for (const file of ['model.json', 'model.keras']) {
    writeFileSync(join(folder.path, file), JSON.stringify(model));
  }
  copyFileSync(
    join(ROOT, 'test/results-file/fixtures/wandb-export.csv'),
    join(folder.path, 'results.csv'),
  );
  mkdirSync(join(home, '.config/fish/completions'), { recursive: true });
  const kept = "select trial from trials where sweep = 'mlp' and model is not null order by flops";
  trial = String(folder.rows(kept)[0]?.[0]);
});
afterAll(() => folder.remove());

describe.each(COMMANDS.map(({ name, examples }) => [name, examples] as const))(
  'sweep %s --help',
  (_, examples) => {
    for (const [line] of examples) runs(line);
  },
);

describe.each(['README.md', 'docs/spec.md', 'docs/gpu.md'])('%s', (name) => {
  for (const line of commandLines(readFileSync(join(ROOT, name), 'utf8'))) runs(line);
});

/** A line of a shell ends well and leaves something, or is one that a reason keeps from being run. */
function runs(line: string): void {
  const reason = NOT_RUN.find(([pattern]) => pattern.test(line))?.[1];
  if (reason !== undefined) {
    const commands = sweepWords(line);
    test.skipIf(commands.length === 0)(`${line} is read (not run: ${reason})`, async () => {
      for (const words of commands) {
        expect((await parseArguments(dispatch(words), 80)).kind).toBe('command');
      }
    });
    return;
  }
  test(`${line} ends well and leaves something`, async () => {
    const { code, stdout, stderr } = await runShell(typed(line), folder.path, { HOME: home });
    expect(code, stderr).toBe(0);
    const [, file] = / > (\S+)$/.exec(line) ?? [];
    if (file === undefined) {
      if (!line.startsWith('source ')) expect(stdout + stderr).toMatch(/\S/);
    } else {
      expect(statSync(join(folder.path, file.replace(/^~/, 'home'))).size).toBeGreaterThan(10);
    }
  });
}

/** With a trial of this folder, and without the question that only a terminal can be asked. */
function typed(line: string): string {
  return line.replaceAll(TRIAL, trial).replace(/\brm smoke$/, '$& --yes');
}

/** Lines of the `sh` blocks of a document, without their comments; a `\` goes on in the next. */
function commandLines(document: string): string[] {
  const blocks = [...document.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text = '']) => text);
  return blocks.flatMap((text) =>
    text
      .replaceAll('\\\n', ' ')
      .split('\n')
      .map((line) => line.replace(/\s+#.*$/, '').trim())
      .filter((line) => line !== ''),
  );
}

/** The words of every `sweep` in a line. */
function sweepWords(line: string): string[][] {
  return line
    .split(' && ')
    .map((command) => command.trim().split(/\s+/))
    .map((words) => (words[0] === 'npx' ? words.slice(1) : words))
    .flatMap(([program, ...words]) => (program === 'sweep' ? [words] : []));
}

function inputLayer(): object {
  return { class_name: 'InputLayer', config: { name: 'pixels', batch_shape: [null, 4] } };
}

function denseLayer(): object {
  return { class_name: 'Dense', config: { name: 'scores', units: 3, activation: 'softmax' } };
}
