import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readResults, type Results } from '../../src/results-file/results.js';
import type { ColumnChoices } from '../../src/results-file/roles.js';

const fixture = (name: string): string =>
  readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8');

interface Expected {
  readonly first: string | number;
  readonly params_lr?: number;
  readonly cost: number;
  readonly mean: number;
  readonly n: number;
}

/** Means over seeds, by pandas. */
const EXPECTED = JSON.parse(fixture('expected.json')) as Readonly<Record<string, Expected[]>>;

const read = (text: string, choices: ColumnChoices = {}): Results =>
  readResults(text, 'r.csv', choices);

/** A file of rows; each is written as in a CSV file. */
const file = (...rows: readonly string[]): string => `${rows.join('\n')}\n`;

function means({ rows, configurations }: Results): readonly (readonly unknown[])[] {
  return configurations
    .map(({ configuration, parameters, cost }) => {
      const values = rows
        .filter((row) => row.configuration === configuration)
        .map(({ value }) => value);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return [...Object.values(parameters), cost, Number(mean.toFixed(9)), values.length];
    })
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

const expectedMeans = (name: string): readonly (readonly unknown[])[] =>
  (EXPECTED[name] ?? [])
    .map(({ first, params_lr, cost, mean, n }) => [
      first,
      ...(params_lr === undefined ? [] : [params_lr]),
      cost,
      Number(mean.toFixed(9)),
      n,
    ])
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

/** Two rows that make a column numeric. */
const LAST = [1, 2].map((seed) => `"{'lr': 1, 'seed': ${seed}}","{'flops': 2, 'val_loss': 0.5}"`);

describe('files that other tools wrote', () => {
  test('of Optuna: means as pandas has them, failed trials left out, what was pruned whole', () => {
    const results = readResults(fixture('optuna.csv'), 'optuna.csv', {});
    // The configuration of the pruned trial is not compared.
    const compared = expectedMeans('optuna').filter(([hidden, lr]) => hidden !== 16 || lr !== 0.01);
    expect(means(results)).toEqual(compared);
    expect(results.left_out).toMatchObject([{ configuration: 'hidden 16, lr 0.01' }]);
    expect(results.left_out[0]?.reason).toMatch(/was stopped \(PRUNED\)/);
    expect(results.notes.slice(0, 2)).toEqual([
      'optuna.csv: 24 runs of 5 configurations (params_hidden, params_lr), 4 to 5 seeds (params_seed), cost user_attrs_flops, metric value (maximize)',
      'optuna.csv: 1 run left out: 1 FAIL',
    ]);
    expect(results.range).toBeNull();
    // 1 % of the best mean, 0.97552.
    expect(results.tolerance).toBeCloseTo(0.0097552, 12);
  });

  test('of Optuna with two objectives and no seeds: every trial stands alone', () => {
    const results = readResults(fixture('optuna-two-objectives.csv'), 'two.csv', {});
    expect(results).toMatchObject({
      cost: 'values_flops',
      metric: 'values_val_accuracy',
      seed: null,
    });
    expect(results.configurations).toHaveLength(8);
    expect(results.warnings[0]).toMatch(
      /there is no seed column.* every verdict is undecided.*--seed number/,
    );
  });

  test('of W&B: the run that crashed was trained again, the one that runs is left out', () => {
    const results = readResults(fixture('wandb-export.csv'), 'wandb.csv', {});
    expect(means(results)).toEqual(
      expectedMeans('wandb').map(([hidden, ...rest]) => [hidden, 0.001, 32, ...rest]),
    );
    expect(results.configurations.map(({ configuration }) => configuration)).toEqual([
      '16-16',
      '64-64',
      '256-256',
    ]);
    expect(results.notes).toEqual([
      'wandb.csv: 9 runs of 3 configurations (hidden), 3 seeds (seed), cost flops, metric val_accuracy (maximize)',
      'wandb.csv: 2 runs left out: 1 crashed, 1 running',
    ]);
  });

  test("of W&B's recipe for pandas, with dictionaries: the same as its export", () => {
    const results = readResults(fixture('wandb-runs-df.csv'), 'runs.csv', {});
    expect(means(results)).toEqual(means(readResults(fixture('wandb-export.csv'), 'w.csv', {})));
    expect(results.notes).toEqual([
      'runs.csv: 9 runs of 3 configurations (config.hidden), 3 seeds (config.seed), cost summary.flops, metric summary.val_accuracy (maximize)',
    ]);
  });

  test.each(['keras.csv', 'keras-german.csv'])('%s of pandas, in per cent', (name) => {
    const results = readResults(fixture(name), name, {});
    expect(means(results)).toEqual(
      expectedMeans('keras').map(([model, ...rest]) => [model, 'adam', 10, ...rest]),
    );
    expect(results).toMatchObject({ range: [0, 1], tolerance: 0.01, goal: 'maximize' });
    expect(results.notes).toEqual([
      `${name}: 12 runs of 3 configurations (model), 4 seeds (seed), cost params, metric val_accuracy (per cent, maximize)`,
    ]);
  });
});

describe('which column is what', () => {
  const roles = (header: string, row: string, choices: ColumnChoices = {}): unknown => {
    const { cost, metric, seed, columns, goal } = read(file(header, row), choices);
    return [cost, metric, seed, columns, goal];
  };

  test.each([
    [
      'width,seed,flops,val_accuracy',
      '1,0,2,0.5',
      ['flops', 'val_accuracy', 'seed', ['width'], 'maximize'],
    ],
    [
      'width,random_state,GFLOPs,val_acc',
      '1,0,2,0.5',
      ['GFLOPs', 'val_acc', 'random_state', ['width'], 'maximize'],
    ],
    [
      'Width,Seed,MACs (M),Val Acc %',
      '1,0,2,50',
      ['MACs (M)', 'Val Acc %', 'Seed', ['Width'], 'maximize'],
    ],
    [
      'model,fold,num_params,val_loss',
      'a,0,2,0.5',
      ['num_params', 'val_loss', 'fold', ['model'], 'minimize'],
    ],
    // The surest of several.
    [
      'w,seed,flops,params,training_flops,val_accuracy,val_loss,accuracy,loss',
      '1,0,2,3,4,.5,.6,.7,.8',
      ['flops', 'val_accuracy', 'seed', ['w'], 'maximize'],
    ],
    [
      'w,seed,n_params,latency_ms,rmse',
      '1,0,2,3,.5',
      ['n_params', 'rmse', 'seed', ['w'], 'minimize'],
    ],
    ['w,seed,latency_ms,f1', '1,0,2,.5', ['latency_ms', 'f1', 'seed', ['w'], 'maximize']],
    // MLflow, Ray Tune.
    [
      'run_id,status,params.lr,params.seed,metrics.val_accuracy,metrics.flops,tags.mlflow.user',
      'a,FINISHED,1,0,.5,2,me',
      ['metrics.flops', 'metrics.val_accuracy', 'params.seed', ['params.lr'], 'maximize'],
    ],
    [
      'val_accuracy,flops,timestamp,done,training_iteration,trial_id,time_total_s,pid,hostname,config/lr,config/seed,logdir',
      '.5,2,1,True,10,a,3,4,h,0.1,0,x',
      ['flops', 'val_accuracy', 'config/seed', ['config/lr'], 'maximize'],
    ],
    // Settings that begin like results, and results that do not look like any.
    [
      'train_batch_size,val_split,test_size,loss_fn,seed,flops,val_accuracy,grad_norm,epoch,_step,val_top5,images_per_second',
      '1,.1,.2,mse,0,2,.5,3,4,5,.6,7',
      [
        'flops',
        'val_accuracy',
        'seed',
        ['train_batch_size', 'val_split', 'test_size', 'loss_fn'],
        'maximize',
      ],
    ],
    // The name of a loss is a hyper-parameter, its value is none.
    [
      'loss,seed,flops,val_accuracy',
      'mse,0,2,.5',
      ['flops', 'val_accuracy', 'seed', ['loss'], 'maximize'],
    ],
    [
      'configuration,hidden,seed,flops,val_accuracy',
      'c1,64,0,2,.5',
      ['flops', 'val_accuracy', 'seed', ['configuration'], 'maximize'],
    ],
  ])('of %s', (header, row, expected) => {
    expect(roles(header, row)).toEqual(expected);
  });

  test('names of runs tell configurations apart where nothing else does, if they repeat', () => {
    const rows = ['name,seed,flops,acc', 'a,0,1,.5', 'a,1,1,.6', 'b,0,2,.7', 'b,1,2,.8'];
    expect(read(file(...rows)).columns).toEqual(['name']);
    expect(() => read(file('name,seed,flops,acc', 'a,0,1,.5', 'b,1,1,.6'))).toThrow(
      'r.csv: no column distinguishes configurations; got name; pass the columns that do: --configuration name',
    );
  });

  test('flags are believed, whatever a name says, in any case and without a prefix', () => {
    const header = 'params_w,params_s,user_attrs_ms,value,test_accuracy';
    expect(
      roles(header, '1,0,2,.4,.5', {
        cost: 'MS',
        metric: 'test_accuracy',
        seed: 's',
        configuration: ['w'],
        goal: 'minimize',
      }),
    ).toEqual(['user_attrs_ms', 'test_accuracy', 'params_s', ['params_w'], 'minimize']);
  });

  test.each([
    ['accuracy', 'maximize'],
    ['val_f1', 'maximize'],
    ['score', 'maximize'],
    ['loss', 'minimize'],
    ['val_error', 'minimize'],
    ['top1_err', 'minimize'],
    ['RMSE', 'minimize'],
    ['perplexity', 'minimize'],
    ['valMae', 'minimize'],
    ['latency', 'minimize'],
    ['neg_mean_squared_error', 'maximize'],
  ])('%s is better when %s', (metric, goal) => {
    const results = read(file(`w,seed,flops,${metric}`, '1,0,2,0.5'), { metric });
    expect(results.goal).toBe(goal);
    expect(results.notes[0]).toContain(`metric ${metric} (${goal})`);
    expect(
      read(file(`w,seed,flops,${metric}`, '1,0,2,0.5'), { metric, goal: 'maximize' }).goal,
    ).toBe('maximize');
  });

  test.each<readonly [string, ColumnChoices, string]>([
    [
      'w,seed,flops,val_accuracy',
      { cost: 'flop' },
      '--cost: r.csv has no column "flop"; did you mean flops?',
    ],
    [
      'w,seed,flops,val_accuracy',
      { metric: 'zzz' },
      '--metric: r.csv has no column "zzz"; it has w, seed, flops, val_accuracy',
    ],
    [
      'w,seed,flops,val_accuracy',
      { cost: 'flops', metric: 'flops' },
      '--cost and --metric name the same column of r.csv; got flops; expected different columns',
    ],
    [
      'w,seed,flops,val_accuracy',
      { configuration: ['w', 'W'] },
      '--configuration: the column "w" of r.csv is given twice',
    ],
    [
      'params_s,user_attrs_s,flops,val_accuracy',
      { seed: 's' },
      '--seed: several columns of r.csv could be "s"; got params_s, user_attrs_s',
    ],
    [
      'w,seed,flops,macs,val_accuracy',
      {},
      'r.csv: several columns could be the cost of a run, such as flops or params; got flops, macs; choose one: --cost flops',
    ],
    [
      'w,seed,flops,val_acc,val_accuracy',
      {},
      'could be the metric of a run, such as val_accuracy or val_loss; got val_acc, val_accuracy; choose one: --metric val_acc',
    ],
    // Time is a cost for who asks for it; test data and training data are never a guess.
    [
      'w,seed,seconds,val_accuracy',
      {},
      'r.csv: no column name is recognized as the cost of a run, such as flops or params; got seconds; choose one: --cost seconds',
    ],
    [
      'w,seed,flops,test_accuracy,train_acc',
      {},
      'r.csv: no column name is recognized as the metric of a run, such as val_accuracy or val_loss; got test_accuracy, train_acc; choose one: --metric test_accuracy',
    ],
    [
      'w,seed,rng_seed,flops,val_accuracy',
      {},
      'r.csv: several columns could be the seed of a run; got seed, rng_seed; choose one: --seed seed',
    ],
  ])('of %s with %j: says what fits and which flag', (header, choices, message) => {
    const count = header.split(',').length;
    const rows = ['1', '2'].map((value) => Array.from({ length: count }, () => value).join(','));
    expect(() => read(file(header, ...rows), choices)).toThrow(message);
  });
});

describe('columns of dictionaries', () => {
  test('are a column per key, also nested ones and what JSON writes', () => {
    const results = read(
      file(
        'config,summary',
        `"{'lr': 1e-3, 'opt': {'name': 'adam'}, 'seed': 0, 'x': None}","{""flops"": 2, ""val_loss"": 0.5}"`,
        `"{'lr': 0.01, 'opt': {'name': ""it's""}, 'seed': 0, 'x': [1, (2,)]}","{'flops': 3, 'val_loss': nan}"`,
      ),
    );
    expect(results.columns).toEqual(['config.lr', 'config.opt.name', 'config.x']);
    expect(results.configurations[0]?.parameters).toEqual({
      'config.lr': 0.001,
      'config.opt.name': 'adam',
      'config.x': null,
    });
    expect(results.left_out.map(({ configuration }) => configuration)).toEqual([
      "lr 0.01, it's, [1, (2,)]",
    ]);
    // The place of a cell is that of its dictionary.
    expect(() =>
      read(
        file(
          'config,summary',
          `"{'lr': 1, 'seed': 0}","{'flops': 2, 'val_loss': 'high'}"`,
          ...LAST,
        ),
      ),
    ).toThrow('r.csv:2:24: summary.val_loss is not a number; got "high"');
  });

  test('stay as they are where a cell is no dictionary', () => {
    const results = read(
      file('model,seed,flops,acc', `"{'lr': 1}",0,2,.5`, 'plain,0,2,.6', `"{'lr': 1",0,2,.7`),
    );
    expect(results.columns).toEqual(['model']);
    expect(results.configurations).toHaveLength(3);
  });
});

describe('what a metric is measured in', () => {
  const of = (metric: string, ...values: readonly string[]): Results =>
    read(file(`w,seed,flops,${metric}`, ...values.map((value, seed) => `1,${seed},2,"${value}"`)), {
      metric,
    });
  const valuesOf = (results: Results): readonly number[] => results.rows.map(({ value }) => value);

  test('accuracy above 1.5 and up to 100 is in per cent, and this is said', () => {
    const results = of('accuracy', '97.5', '0.9', '100');
    expect(valuesOf(results)).toEqual([0.975, 0.009, 1]);
    expect(results).toMatchObject({ range: [0, 1], tolerance: 0.01 });
    expect(results.notes[0]).toContain('metric accuracy (per cent, maximize)');
  });

  test('a share is left as it is', () => {
    expect(valuesOf(of('accuracy', '0.975', '1', '0'))).toEqual([0.975, 1, 0]);
    expect(of('val_f1', '0.5').range).toEqual([0, 1]);
  });

  test('a % behind each number says so of any metric', () => {
    expect(valuesOf(of('error', '2.5%', '0.5 %'))).toEqual([0.025, 0.005]);
    expect(() => of('error', '2.5%', '0.5')).toThrow(
      'r.csv:3:7: error has no % here, unlike elsewhere; got "0.5"',
    );
  });

  test.each([
    ['accuracy', ['101', '50']],
    ['accuracy', ['-1', '50']],
    ['accuracy', ['1.2']],
    ['score', ['97.5']],
    ['val_loss', ['0.5']],
  ] as const)('%s of %j is no share', (metric, values) => {
    const results = of(metric, ...values);
    expect(valuesOf(results)).toEqual(values.map(Number));
    expect(results.range).toBeNull();
  });

  test('of other metrics 1 % of the best mean may be lost', () => {
    const rows = ['w,seed,flops,val_loss', '1,0,2,-4', '1,1,2,-6', '2,0,3,1', '2,1,3,3'];
    expect(read(file(...rows)).tolerance).toBeCloseTo(0.05, 12);
  });
});

describe('runs that are not compared', () => {
  test('one without a value is left out and counted; of one that diverged the configuration is', () => {
    const results = read(
      file(
        'w,seed,flops,val_accuracy',
        '1,0,2,0.5',
        '1,1,2,',
        '2,0,3,nan',
        '2,1,3,0.5',
        '3,0,,0.7',
      ),
    );
    expect(results.rows).toMatchObject([{ configuration: 'w 1', seed: '0' }]);
    expect(results.left_out).toEqual([
      { configuration: 'w 2', reason: 'its run on line 4 diverged' },
    ]);
    expect(results.notes.slice(1)).toEqual([
      'r.csv: 2 runs left out: 1 without val_accuracy, 1 without flops',
      'r.csv: 1 configuration left out: w 2 (its run on line 4 diverged)',
    ]);
    expect(results.runs.map(({ line, status }) => [line, status])).toEqual([
      [2, 'completed'],
      [3, 'no val_accuracy'],
      [4, 'diverged'],
      [5, 'completed'],
      [6, 'no flops'],
    ]);
  });

  test('what was stopped is replaced by a run of its seed that came to its end', () => {
    const rows = [
      'w,seed,state,flops,value',
      '1,0,PRUNED,2,0.1',
      '1,0,COMPLETE,2,0.5',
      '1,1,COMPLETE,2,0.6',
    ];
    const results = read(file(...rows));
    expect(results.rows.map(({ value }) => value)).toEqual([0.5, 0.6]);
    expect(results.left_out).toEqual([]);
  });

  test('a run that finished without a value, as pandas writes NaN, leaves its configuration out', () => {
    const rows = [
      'w,seed,State,flops,val_loss',
      '1,0,finished,2,0.1',
      '1,1,finished,2,',
      ',,finished,,',
    ];
    const results = read(file(...rows));
    expect(results.rows).toEqual([]);
    expect(results.left_out).toEqual([
      { configuration: 'w 1', reason: 'its run on line 3 finished without val_loss' },
    ]);
  });

  test('a column called state that holds something else is no state', () => {
    const results = read(file('state,w,seed,flops,val_loss', 'Bavaria,1,0,2,0.1'));
    expect(results.rows).toHaveLength(1);
  });

  test('nothing that came to its end is an error', () => {
    expect(() => read(file('w,seed,flops,val_loss', '1,0,2,', '2,0,2,'))).toThrow(
      'r.csv: no finished run has a value of val_loss; use another column with --metric',
    );
  });

  test('test data may be asked for, which is told', () => {
    const results = read(file('w,seed,flops,test_accuracy', '1,0,2,0.5'), {
      metric: 'test_accuracy',
    });
    expect(results.warnings[0]).toContain('test_accuracy is measured on test data');
  });
});

describe('configurations and seeds', () => {
  test('without seeds each run is a configuration of its own, also equal ones', () => {
    const results = read(file('w,run,flops,acc', '1,a,2,.5', '1,b,2,.6', '2,c,3,.7'));
    expect(results.configurations.map(({ configuration }) => configuration)).toEqual([
      'w 1 (line 2)',
      'w 1 (line 3)',
      'w 2',
    ]);
    expect(results.warnings[0]).toBe(
      'r.csv: there is no seed column, so each run stands alone, the best is the best single run and every verdict is undecided; 1 configuration has several runs: if these are repeats, pass the column that numbers them: --seed run',
    );
    const seeded = read(file('w,run,flops,acc', '1,a,2,.5', '1,b,2,.6', '2,c,3,.7'), {
      seed: 'run',
    });
    expect(seeded.rows.map(({ configuration }) => configuration)).toEqual(['w 1', 'w 1', 'w 2']);
  });

  test('one run per configuration is told with the flag, and what differs in every run', () => {
    const results = read(
      file(
        'w,seed,noise,flops,acc',
        '1,0,.11,2,.5',
        '1,1,.12,2,.6',
        '2,0,.13,3,.7',
        '2,1,.14,3,.7',
      ),
    );
    expect(results.warnings[0]).toBe(
      'r.csv: each configuration has one run, so every verdict is undecided (noise differs in every run); list the columns that define a configuration: --configuration w',
    );
  });

  test('a row per epoch is told', () => {
    const results = read(
      file('w,seed,epoch,flops,val_loss', '1,0,1,2,.9', '1,0,2,2,.5', '1,1,1,2,.9', '1,1,2,2,.5'),
    );
    expect(results.warnings[0]).toBe(
      'r.csv: 1 configuration has several runs of one seed, first w 1 on lines 2, 3; expected one row per run: keep the last epoch of each',
    );
  });

  test('a seed that is missing has its place', () => {
    expect(() => read(file('w,seed,flops,acc', '1,0,2,.5', '1,,2,.5'))).toThrow(
      'r.csv:3:3: seed is empty; expected the seed of the run',
    );
  });

  test('seeds of 64 bits stay apart, and 0 is 0.0', () => {
    const [a, b, c, d] = read(
      file(
        'w,seed,flops,acc',
        '1,12345678901234567890,2,.5',
        '1,12345678901234567891,2,.5',
        '1,0,2,.5',
        '1,0.0,2,.5',
      ),
    ).rows;
    expect(a?.seed).not.toBe(b?.seed);
    expect(c?.seed).toBe(d?.seed);
  });

  test('a counted cost is one number per configuration', () => {
    expect(() =>
      read(file('w,kind,seed,flops,acc', '1,a,0,200,.5', '1,b,1,"1,300",.5'), {
        configuration: ['w'],
      }),
    ).toThrow(
      'r.csv:3:7: flops differs between runs of one configuration (w 1); got 1,300, but 200 on line 2; list the columns that distinguish them with --configuration; the two runs differ in kind',
    );
  });

  test('of a measured cost the median stands for a configuration', () => {
    const results = read(
      file('w,seed,latency_ms,acc', '1,0,2.5,.5', '1,1,4,.5', '1,2,3,.5', '2,0,5,.5', '2,1,6,.5'),
    );
    expect(results.configurations.map(({ cost }) => cost)).toEqual([3, 5.5]);
    expect(results.notes[0]).toContain('cost latency_ms (median of a configuration’s runs)');
  });

  test('costs beyond 2^53 stay exact', () => {
    const results = read(
      file('w,seed,flops,acc', '1,0,9007199254740993,.5', '2,0,9007199254740992,.5'),
    );
    expect(results.rows.map(({ cost }) => cost)).toEqual([9007199254740993n, 9007199254740992n]);
  });

  test.each([
    ['1,0,x,.5', 'r.csv:2:5: flops is not a number; got "x"; expected a number such as 0.975'],
    ['1,0,2,?', 'r.csv:2:7: val_accuracy is not a number; got "?"'],
    ['1,0,-2,.5', 'r.csv:2:5: flops is below 0; got "-2"; expected a cost of 0 or more'],
    ['1,0,"2,5,0",.5', 'r.csv:2:5: flops is not a number; got "2,5,0"'],
  ])('a cell that is no number has its place: %s', (row, message) => {
    expect(() => read(file('w,seed,flops,val_accuracy', row, '1,1,2,.5', '1,2,2,.5'))).toThrow(
      message,
    );
  });

  test('a number that could be two has its place', () => {
    expect(() => read(file('w;seed;flops;val_loss', '1;0;2;97,125'))).toThrow(
      'r.csv:2:7: val_loss could have a decimal comma or a comma between thousands; got "97,125"',
    );
  });
});
