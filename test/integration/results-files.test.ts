import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CommandFolder } from './command-folder.js';

const FIXTURES = fileURLToPath(new URL('../results-file/fixtures/', import.meta.url));

interface Document {
  readonly file: string;
  readonly answer: {
    readonly state: string;
    readonly best: string | null;
    readonly choice: string | null;
    readonly tolerance: number;
    readonly share_saved: number | null;
  };
  readonly configurations: readonly (Readonly<Record<string, unknown>> & {
    readonly configuration: string;
    readonly front: boolean;
  })[];
  readonly left_out: readonly { readonly configuration: string; readonly reason: string }[];
}

let folder: CommandFolder;
const write = (name: string, text: string | Buffer): void =>
  writeFileSync(join(folder.path, name), text);

beforeAll(() => {
  folder = new CommandFolder();
  for (const name of ['optuna.csv', 'wandb-export.csv', 'wandb-runs-df.csv', 'keras.csv']) {
    copyFileSync(join(FIXTURES, name), join(folder.path, name));
  }
});
afterAll(() => folder.remove());

async function best(...args: readonly string[]): Promise<Document> {
  const { code, stdout, stderr } = await folder.run('best', ...args, '--json');
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Document;
}

/** Flags, then rows; each is written as in a CSV file. */
const rows = (...lines: readonly string[]): string => `${lines.join('\n')}\n`;

describe('sweep best FILE.csv', () => {
  test.each(['optuna.csv', 'wandb-export.csv', 'wandb-runs-df.csv', 'keras.csv'])(
    '%s: 64 units lose 0.3 points of 256 at a quarter of the cost, which its seeds show',
    async (name) => {
      const { file, answer, configurations } = await best(name);
      expect([file, answer.state]).toEqual([name, 'shown']);
      const of = (wanted: string | null) =>
        configurations.find(({ configuration }) => configuration === wanted);
      const [dear, cheap] = [of(answer.best), of(answer.choice)].map((item) =>
        Number(item?.['cost']),
      );
      // 784-64-10 against 784-256-10: FLOPs without bias, or parameters.
      expect([
        [406_528, 101_632],
        [203_530, 50_890],
      ]).toContainEqual([dear, cheap]);
      expect(answer.share_saved).toBeCloseTo(1 - Number(cheap) / Number(dear), 12);
    },
  );

  test('has each cost and mean under the names of their columns, and what was left out', async () => {
    const { configurations, left_out } = await best('optuna.csv');
    expect(configurations).toHaveLength(5);
    for (const item of configurations) {
      expect(item['user_attrs_flops']).toBe(item['cost']);
      expect(item['value']).toBe(item['mean']);
      const { params_hidden, params_lr } = item['parameters'] as Record<string, number>;
      expect(item.configuration).toBe(`hidden ${params_hidden}, lr ${params_lr}`);
    }
    expect(left_out.map(({ configuration }) => configuration)).toEqual(['hidden 16, lr 0.01']);
  });

  test('says on stderr in one line what was taken as what, then what was left out', async () => {
    const { stdout, stderr } = await folder.run('best', 'wandb-export.csv');
    expect(stderr).toBe(
      rows(
        'wandb-export.csv: 9 runs of 3 configurations (hidden), 3 seeds (seed), cost flops, metric val_accuracy (maximize)',
        'wandb-export.csv: 2 runs left out: 1 crashed, 1 running',
      ),
    );
    expect(stdout).toMatch(
      /^Yes: 64-64 takes 75 % fewer flops than the best, 256-256, and loses at most 0\.\d\d points/,
    );
    expect(stdout).toMatch(/^64-64 +101,632 +97\.12 % +97\.\d\d to 97\.\d\d % +3 +front$/m);
  });

  test('the table has the front only, and says so', async () => {
    write(
      'front.csv',
      rows('w,seed,flops,val_accuracy', '1,0,10,.8', '2,0,20,.7', '3,0,30,.9', '4,0,40,.9'),
    );
    const { stdout } = await folder.run('best', 'front.csv');
    expect(stdout).toMatch(
      /\n\nThe Pareto front of the means, 2 of 4 configurations: no other configuration dominates these in val_accuracy and flops\.\n\nconfiguration .*\n-.*\nw 1 .*\nw 3 .*\n$/,
    );
    // Where all are on it, none is missing.
    expect((await folder.run('best', 'keras.csv')).stdout).toContain(
      '\n\nThe Pareto front of the means: no other configuration dominates these in val_accuracy and params.\n\n',
    );
  });

  test('the example of the issue: columns by flags', async () => {
    write(
      'results.csv',
      rows(
        'w,s,flops,val_accuracy,x',
        '1,0,10,.8,1',
        '1,1,10,.81,2',
        '2,0,20,.9,3',
        '2,1,20,.91,4',
      ),
    );
    const given = [
      '--cost',
      'flops',
      '--metric',
      'val_accuracy',
      '--configuration',
      'w',
      '--seed',
      's',
    ];
    const { configurations } = await best('results.csv', ...given);
    expect(configurations.map(({ configuration, n }) => [configuration, n])).toEqual([
      ['w 1', 2],
      ['w 2', 2],
    ]);
    const lower = await best('results.csv', ...given, '--goal', 'minimize');
    expect(lower.answer.best).toBe('w 1');
  });

  test('without seeds every verdict is undecided', async () => {
    write('single.csv', rows('w,flops,val_accuracy', '1,10,.8', '1,10,.8', '2,20,.9', '3,30,.1'));
    const { configurations } = await best('single.csv');
    expect(configurations.map(({ verdict }) => verdict)).toEqual(Array(4).fill('undecided'));
    const warning =
      /single\.csv: there is no seed column, [^\n]* several runs: if these are repeats/;
    expect((await folder.run('best', 'single.csv')).stderr).toMatch(warning);
    expect((await folder.run('report', 'single.csv')).stderr).toMatch(warning);
    expect(readFileSync(join(folder.path, 'single.html'), 'utf8')).toMatch(warning);
  });

  test('limits narrow what is analysed; nothing within them is a no', async () => {
    const { answer, configurations } = await best('keras.csv', '--max-params', '60k');
    expect(configurations.map(({ configuration }) => configuration)).toEqual(['narrow', 'middle']);
    expect(answer.best).toBe('middle');
    expect((await best('keras.csv', '--min-accuracy', '97%')).configurations).toHaveLength(2);
    const { code, stdout, stderr } = await folder.run(
      'best',
      'keras.csv',
      '--max-cost',
      '12729.5',
      '--json',
    );
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ answer: { state: 'nothing' }, configurations: [] });
    expect(stderr).toContain('keras.csv: no configuration has params <= 12729.5');
  });

  test('--within is in points of a share, else in the unit of the metric', async () => {
    expect((await best('keras.csv', '--within', '5')).answer).toMatchObject({
      tolerance: 0.05,
      choice: 'narrow',
    });
    expect(
      (await best('keras.csv', '--metric', 'val_loss', '--within', '0.05')).answer,
    ).toMatchObject({ tolerance: 0.05, choice: 'narrow' });
  });

  test('a file of which everything was left out is a no', async () => {
    write('nan.csv', rows('w,seed,flops,val_loss', '1,0,10,nan', '2,0,20,inf'));
    const { code, stderr } = await folder.run('best', 'nan.csv');
    expect(code).toBe(3);
    expect(stderr).toContain('nan.csv: nothing to compare, every configuration was left out');
  });

  test('is read as Excel writes Unicode text', async () => {
    const text = rows('w\tseed\tflops\tval_accuracy', '1\t0\t10\t.8', 'é\t0\t20\t.9');
    write('utf16.txt', Buffer.from(`\uFEFF${text}`, 'utf16le'));
    const { configurations } = await best('utf16.txt');
    expect(configurations.map(({ configuration }) => configuration)).toEqual(['w 1', 'é']);
  });

  test('a stored sweep that is called so goes first', async () => {
    folder.writeSpec('spec.yaml', { name: 'mine.csv', hidden: '[3]' });
    expect((await folder.run('spec.yaml')).code).toBe(0);
    write('mine.csv', rows('w,seed,flops,val_accuracy', '1,0,10,.8'));
    expect(await best('mine.csv')).toMatchObject({ sweep: 'mine.csv', hidden: [3] });
    expect(await best('./mine.csv')).toMatchObject({ file: './mine.csv' });
  });
});

describe('what is no file of results, or does not fit it: 2, one message on stderr', () => {
  beforeAll(() => {
    mkdirSync(join(folder.path, 'folder.csv'));
    write('broken.csv', rows('w,seed,flops,val_accuracy', '1,0,10,.8', '1,1,10'));
    write('text.csv', rows('w,seed,flops,val_accuracy', '1,0,10,.8', '1,1,10,high'));
    spawnSync('mkfifo', [join(folder.path, 'pipe.csv')]);
    openSync(join(folder.path, 'large.csv'), 'w');
    truncateSync(join(folder.path, 'large.csv'), 65 * 1024 * 1024);
  });

  test.each([
    [['none.csv'], 'none.csv: no such file, and no stored sweep of that name;'],
    [['runs/none'], 'runs/none: no such file'],
    [['folder.csv'], 'folder.csv: a folder; expected a CSV file'],
    [['pipe.csv'], 'pipe.csv: not a regular file; expected a CSV file'],
    [['large.csv'], 'large.csv: too large'],
    [
      ['broken.csv'],
      'broken.csv:3:1: the row and the header have different numbers of fields; got 3 fields; expected 4',
    ],
    [['text.csv'], 'text.csv:3:8: val_accuracy is not a number; got "high"'],
    [['keras.csv', '--cost', 'flops'], '--cost: keras.csv has no column "flops"'],
    [['keras.csv', '--goal', 'best'], '--goal: got "best"; expected one of maximize, minimize'],
    [['keras.csv', '--configuration', 'model,model'], '--configuration: "model" given twice'],
    [
      ['keras.csv', '--max-flops', '1M'],
      '--max-flops: the cost in the file is params; use --max-cost',
    ],
    [['keras.csv', '--max-cost', 'much'], '--max-cost is not a number; got "much"'],
    [
      ['keras.csv', '--metric', 'val_loss', '--min-accuracy', '0.9'],
      '--min-accuracy: the metric in the file is val_loss',
    ],
    [['keras.csv', '--metric', 'val_loss', '--within', '1%'], '--within: not a number; got 1%'],
    [['mlp', '--metric', 'val_loss'], '--metric is for results files; got the name of a sweep'],
  ])('best %j', async (args, message) => {
    const { code, stdout, stderr } = await folder.run('best', ...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('sweep report FILE.csv', () => {
  test('writes a page beside the file, again over its own, and where --out says', async () => {
    mkdirSync(join(folder.path, 'runs'));
    copyFileSync(join(FIXTURES, 'keras.csv'), join(folder.path, 'runs', 'keras.csv'));
    for (let time = 0; time < 2; time += 1) {
      const { code, stdout, stderr } = await folder.run('report', 'runs/keras.csv');
      expect([code, stdout]).toEqual([0, 'runs/keras.html\n']);
      expect(stderr).toContain('runs/keras.csv: 12 runs of 3 configurations (model)');
    }
    const page = readFileSync(join(folder.path, 'runs', 'keras.html'), 'utf8');
    expect(page).toContain('<h1>runs/keras.csv</h1>');
    expect(page).toMatch(/Yes: middle takes 74\s% fewer params than the best, wide/);
    const { code, stdout } = await folder.run(
      ...['report', 'keras.csv', '--out', 'page.html', '--metric', 'val_loss', '--within', '0.001'],
    );
    expect([code, stdout]).toEqual([0, 'page.html\n']);
    // The narrower nets lose 0.003 and 0.04.
    expect(readFileSync(join(folder.path, 'page.html'), 'utf8')).toContain(
      'No, by the means: nothing cheaper',
    );
  });

  test("never over another program's page, nor over a file that is none", async () => {
    write('other.csv', rows('w,seed,flops,val_loss', '1,0,10,.5'));
    write('other.html', '<!doctype html>\n<html lang="en"><title>A notebook</title></html>\n');
    for (const args of [
      ['other.csv'],
      ['other.csv', '--out', 'keras.csv'],
      ['other.csv', '--out', 'folder.csv'],
    ]) {
      const { code, stdout, stderr } = await folder.run('report', ...args);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(
        /was not written by sweep; choose another file with --out|is a folder/,
      );
    }
    expect(readFileSync(join(folder.path, 'other.html'), 'utf8')).toContain('A notebook');
  });

  test.each([
    [
      ['keras.csv', 'optuna.csv'],
      'keras.csv is a results file, which needs its own page; expected one file',
    ],
    [['mlp', 'keras.csv'], 'keras.csv is a results file, which needs its own page'],
    [['mlp', '--cost', 'flops'], '--cost is for results files; got the name of a sweep'],
    [['none.csv'], 'none.csv: no such file'],
  ])('report %j', async (args, message) => {
    const { code, stdout, stderr } = await folder.run('report', ...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});
