import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type * as Arguments from '../../src/cli/flops/arguments.js';
import type * as AuditCommand from '../../src/cli/flops/audit.js';
import type * as Topology from '../../src/network/keras/topology.js';
import { CommandFolder } from './command-folder.js';

let folder: CommandFolder;

const layer = (class_name: string, config: object = {}) => ({ class_name, config });
const sequential = (shape: readonly (number | null)[], ...layers: readonly object[]) => ({
  class_name: 'Sequential',
  config: {
    name: 'model',
    layers: [layer('InputLayer', { name: 'in', batch_shape: [null, ...shape] }), ...layers],
  },
});
const write = (name: string, model: object) =>
  writeFileSync(join(folder.path, name), JSON.stringify(model));

const CNN = sequential(
  [8, 8, 1],
  layer('Conv2D', { name: 'conv', filters: 4, kernel_size: [3, 3], activation: 'tanh' }),
  layer('MaxPooling2D', { name: 'pool', pool_size: [2, 2] }),
  layer('Flatten', { name: 'flat' }),
  layer('Dense', { name: 'top', units: 10, activation: 'softmax' }),
);

beforeAll(() => {
  folder = new CommandFolder();
  write('cnn.json', CNN);
  writeFileSync(join(folder.path, 'empty.json'), '');
  writeFileSync(join(folder.path, 'marked.json'), `\uFEFF${JSON.stringify(CNN)}`);
  write('text.json', sequential([null, 16], layer('LSTM', { name: 'lstm', units: 8 })));
  write('norm.json', sequential([8], layer('GroupNormalization', { name: 'gn', groups: 2 })));
  writeFileSync(
    join(folder.path, 'cnn.keras'),
    zipSync({
      'config.json': strToU8(JSON.stringify(CNN)),
      'model.weights.h5': new Uint8Array(1000),
    }),
  );
  writeFileSync(join(folder.path, 'old.h5'), Buffer.from('\u0089HDF\r\n\u001a\n', 'latin1'));
  writeFileSync(join(folder.path, 'broken.keras'), 'PK\u0003\u0004 and no more');
  writeFileSync(join(folder.path, 'weights.zip'), zipSync({ 'weights.bin': new Uint8Array(8) }));
  folder.writeSpec('tiny.yaml', {});
});
afterAll(() => folder.remove());

async function printed(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await folder.run('flops', ...args);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return stdout;
}

const json = async (...args: readonly string[]) =>
  JSON.parse(await printed(...args, '--json')) as Record<string, unknown>;

test('a byte order mark before the JSON is no matter', async () => {
  const [plain, marked] = await Promise.all(
    ['cnn.json', 'marked.json'].map((name) => folder.run('flops', name)),
  );
  expect(marked?.stdout).toBe(plain?.stdout);
});

test('networks of a spec are told apart by what varies and counts', async () => {
  writeFileSync(
    join(folder.path, 'many.yaml'),
    readFileSync(join(folder.path, 'tiny.yaml'), 'utf8').replace(
      /^(parameters: *\{)/m,
      '$1 optimizer: { values: [sgd, adam] }, learning_rate: { values: [0.1, 0.01] },',
    ),
  );
  const { stdout } = await folder.run('flops', 'many.yaml', '--training');
  const headings = stdout.split('\n').filter((line) => line.startsWith('hidden '));
  expect(headings.length).toBeGreaterThan(1);
  expect(new Set(headings).size).toBe(headings.length);
  expect(stdout).toMatch(/^optimizer \(sgd\): /m);
  expect(stdout).toMatch(/^loss \(categorical crossentropy\): /m);
});

test('a .keras file counts like its topology', async () => {
  const [plain, packed] = [await json('cnn.json'), await json('cnn.keras')];
  // 36 windows x 4 x 9, 36 x 10 after pooling
  expect(plain['forward']).toBe(2 * (1_296 + 360) + 144 + 144 + 50);
  expect(packed).toEqual(plain);
});

const compiled = (optimizer: object, loss: string) => ({
  ...sequential(
    [8],
    layer('Dense', { name: 'a', units: 4 }),
    layer('Dense', { name: 'b', units: 2 }),
  ),
  compile_config: { optimizer, loss },
});

test('optimizer and loss are taken from the file, and this is said', async () => {
  const sgd = { class_name: 'SGD', config: { momentum: 0.9, nesterov: false } };
  writeFileSync(
    join(folder.path, 'compiled.keras'),
    zipSync({ 'config.json': strToU8(JSON.stringify(compiled(sgd, 'mse'))) }),
  );
  const run = async (...args: readonly string[]) => folder.run('flops', 'compiled.keras', ...args);
  const { stdout, stderr } = await run('--training');
  expect(stderr).toBe(
    'compiled.keras: optimizer momentum 0.9 and mean squared error, from the file\n',
  );
  expect(stdout).toMatch(/^optimizer \(momentum\): 184 FLOP a step$/m); // 46 x 4
  expect(stdout).toMatch(/^loss \(mean squared error\): 8 FLOP$/m); // 2 x 4
  const other = await run('--json', '--optimizer', 'adam');
  expect(other.stderr).toBe('compiled.keras: loss mean squared error, from the file\n');
  expect(JSON.parse(other.stdout)).toMatchObject({ optimizer_step: 46 * 14, loss: 8 });
  // Neither is in what these show.
  for (const args of [[], ['--training', '--convention', 'mac']]) {
    expect((await run(...args)).stderr).toBe('');
  }
});

test('an optimizer of the file that is not counted is no other one', async () => {
  write('lion.json', compiled({ class_name: 'Lion', config: {} }, 'mse'));
  const line =
    "lion.json: the file's optimizer cannot be counted; got Lion; expected one of sgd, " +
    'momentum, nesterov, adagrad, adadelta, rmsprop, adam, adamax, adamw, nadam; count another ' +
    'one with --optimizer\n';
  const asked = await folder.run('flops', 'lion.json', '--training');
  expect([asked.code, asked.stdout]).toEqual([2, '']);
  expect(asked.stderr).toContain(line);
  const { code, stdout, stderr } = await folder.run('flops', 'lion.json', '--json');
  expect([code, (JSON.parse(stdout) as { optimizer_step: unknown }).optimizer_step]).toEqual([
    0,
    null,
  ]);
  expect(stderr).toContain(line);
  expect((await folder.run('flops', 'lion.json', '--training', '--optimizer', 'adam')).code).toBe(
    0,
  );
  expect((await folder.run('flops', 'lion.json')).stderr).toBe('');
});

test('every convention stands beside the others', async () => {
  const table = await printed('cnn.json', '--compare');
  expect(table).toMatch(/^forward +class +notebook +mac +flop +tensorflow +fvcore$/m);
  expect(table).toMatch(/^top +Dense +770 +360 +720 +780 +360$/m);
  expect(table).toMatch(/^backward +\S+ +\S+ +\S+ +- +-$/m);
  const { conventions } = await json('cnn.json', '--compare');
  expect((conventions as { convention: string }[]).map(({ convention }) => convention)).toEqual([
    'notebook',
    'mac',
    'flop',
    'tensorflow',
    'fvcore',
  ]);
});

test('CSV has a line per layer with its convention', async () => {
  const lines = (await printed('cnn.json', '--csv', '--convention', 'mac')).trim().split('\r\n');
  expect(lines[0]).toBe(
    'convention,unit,batch,name,class,output_shape,params,products,bias,activation,other,forward,' +
      'forward_training,weight_gradient,input_gradient,backward',
  );
  expect(lines[2]).toBe('mac,MAC,1,conv,Conv2D,1x6x6x4,40,1296,0,0,0,1296,1296,1296,0,1296');
  expect(lines).toHaveLength(6);
});

test('Markdown is a table with totals', async () => {
  const text = await printed('cnn.json', '--markdown', '--coefficient', 'bias=1,max_pool=0');
  expect(text).toContain('FLOP, convention notebook, bias=1, max_pool=0, batch 1');
  expect(text).toMatch(
    /^\| conv \| Conv2D \| 1 x 6 x 6 x 4 \| 40 \| 2,592 \| 144 \| 144 \| 0 \| 2,880 \| /m,
  );
  expect(text).toMatch(/^\| \*\*total\*\* \|/m);
});

test('the length of a training gives its total', async () => {
  const { run } = await json(
    'cnn.json',
    '--convention',
    'mac',
    '--batch',
    '32',
    '--images',
    '100',
    '--epochs',
    '3',
  );
  // Forward and both gradients of the top, of the convolution that of its weights.
  const sample = 2 * 1_296 + 3 * 360;
  expect(run).toEqual({
    steps: 4,
    epochs: 3,
    step: 32 * sample,
    epoch: 100 * sample,
    total: 300 * sample,
  });
  const table = await printed('tiny.yaml', '--training');
  expect(table).toMatch(/^epoch of \d+ steps: /m);
});

test('what the model leaves open is asked for, and taken', async () => {
  const { code, stderr } = await folder.run('flops', 'text.json');
  expect(code).toBe(2);
  expect(stderr).toContain(
    'text.json: layer in (InputLayer): its shape is [None, 16], with unknown sizes ' +
      '(None); give the shape of one sample with --input-shape 128,16, or every open size with ' +
      '--assume None=128',
  );
  const given = await json('text.json', '--input-shape', '5,16', '--convention', 'mac');
  const assumed = await json('text.json', '--assume', 'None=5', '--convention', 'mac');
  expect(given['forward']).toBe(5 * 4 * 8 * (16 + 8));
  expect(assumed).toEqual(given);
});

test('counts and what TensorFlow.js ran are equal, layer of the first gradient and all', async () => {
  const { code, stdout } = await folder.run('flops', 'cnn.json', '--audit', '--batch', '2');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^training step, convolution +7,776 +7,776 +=$/m); // 2 x 3 x 1,296
  expect(stdout).toMatch(/^training step, matmul +2,160 +2,160 +=$/m);
  expect(stdout.trim().split('\n').at(-1)).toBe('equal');
  const document = JSON.parse(
    (await folder.run('flops', 'tiny.yaml', '--audit', '--json')).stdout,
  ) as {
    configurations: { equal: boolean }[];
  };
  expect(document.configurations.every(({ equal }) => equal)).toBe(true);
});

test('a count that is wrong is seen by the audit, which exits with 3', async () => {
  const dist = (path: string) => import(new URL(`../../dist/${path}`, import.meta.url).href);
  const { networkFromTopology } = (await dist('network/keras/topology.js')) as typeof Topology;
  const { auditNetworks } = (await dist('cli/flops/audit.js')) as typeof AuditCommand;
  const { flopsArguments } = (await dist('cli/flops/arguments.js')) as typeof Arguments;
  const network = networkFromTopology(CNN);
  // The counter is told of a dense layer with one input more than it has.
  const layers = network.layers.map((one) =>
    one.name === 'top' ? { ...one, inputShape: [37] } : one,
  ) as typeof network.layers;
  let said = '';
  const terminal = { out: (text: string) => (said += text), message: () => undefined };
  const code = await auditNetworks(
    flopsArguments({ file: 'cnn.json', audit: true }),
    [{ of: null, network: { ...network, layers }, options: {}, run: null }],
    terminal as unknown as Parameters<typeof auditNetworks>[2],
  );
  expect(code).toBe(3);
  expect(said).toMatch(/^inference, matmul +370 +360 +differs$/m);
  expect(said).toMatch(/^inference, convolution +1,296 +1,296 +=$/m);
  expect(said.trim().split('\n').at(-1)).toBe('they differ');
});

test('what TensorFlow.js lacks cannot be audited', async () => {
  const { code, stderr } = await folder.run('flops', 'norm.json', '--audit');
  expect(code).toBe(2);
  expect(stderr).toContain(
    'layer gn (GroupNormalization): TensorFlow.js 4.22 has no GroupNormalization layer',
  );
});

test('a chart is an SVG document, or a page that holds it', async () => {
  for (const name of ['layers.svg', 'layers.html']) {
    const { code, stderr } = await folder.run('flops', 'cnn.json', '--chart', name);
    expect([code, stderr]).toEqual([0, `chart: ${name}\n`]);
    const text = readFileSync(join(folder.path, name), 'utf8');
    expect(text.startsWith(name.endsWith('svg') ? '<svg' : '<!doctype html>')).toBe(true);
    expect(text).toContain('2. conv');
    expect(text).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
  }
});

test.each([
  [['cnn.json', '--convention', 'macs'], '--convention: got "macs"; expected one of notebook, mac'],
  [['cnn.json', '--json', '--csv'], '--json: got --csv too; expected one of them'],
  [['cnn.json', '--compare', '--convention', 'mac'], '--compare: got --convention too'],
  [['cnn.json', '--compare', '--csv'], '--compare: got --csv too'],
  [['cnn.json', '--coefficient', 'biass=1'], 'did you mean bias?'],
  [['cnn.json', '--coefficient', 'bias=-1'], 'expected a whole number from 0 up'],
  [['cnn.json', '--epochs', '3'], '--epochs: got no --images'],
  [['empty.json'], 'empty.json: not valid JSON'],
  [['nothere.json'], "no such file; expected a YAML spec or a model's file"],
  [['cnn.json', '--coefficient', 'bias=1,bias=2'], '--coefficient: got bias twice'],
  [['cnn.json', '--audit', '--convention', 'mac'], '--audit: got --convention too'],
  [['cnn.json', '--audit', '--training'], '--audit: got --training too'],
  [['cnn.json', '--images', '10', '--csv'], '--images: got --csv too'],
  [['cnn.json', '--images', '10', '--compare'], '--images: got --compare too'],
  [
    ['cnn.json', '--input-shape', '8,8,1/3'],
    'there are more input shapes than inputs of the model; got 2; expected 1',
  ],
  [['cnn.json', '--assume', '128'], '--assume: got "128"; expected None=<size>'],
  [
    ['cnn.json', '--input-shape', '8,8'],
    'the given input shape differs from the one in the model; got [8, 8]; expected [8, 8, 1]',
  ],
  [['cnn.json', '--input-shape', '8x'], '--input-shape: got "8x"'],
  [['cnn.json', '--chart', 'layers.pdf'], 'expected a file name that ends in .svg or .html'],
  [['tiny.yaml', '--chart', 'layers.svg'], 'expected one, e.g. a model.json'],
  [['tiny.yaml', '--input-shape', '8,8,1'], 'got a spec; omit them: the dataset gives the shape'],
  [['old.h5'], 'an HDF5 file; expected'],
  [['broken.keras'], 'a zip archive that cannot be read'],
  [['weights.zip'], 'a zip archive without config.json'],
])('a command line that cannot be counted gets one message: %j', async (args, message) => {
  const { code, stdout, stderr } = await folder.run('flops', ...args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
