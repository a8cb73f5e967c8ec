import { expect, test } from 'vitest';
import { RunDisplay } from '../../src/cli/running/run-display.js';
import type { Terminal } from '../../src/cli/terminal/terminal.js';
import type { ConfigurationSummary } from '../../src/front/configurations.js';
import type { RunEvent } from '../../src/run/executing/events.js';

const TRIAL = { trial: 'x', name: '100-100', seed: 3, flops: 179050n };
const progress = (ended: number) => ({
  fraction: ended / 2,
  remainingSeconds: 90,
  ended,
  trials: 2,
});
const EVENTS: readonly RunEvent[] = [
  {
    type: 'planned',
    sweep: 'tiny',
    trials: 3,
    skipped: 1,
    fewerDrawn: null,
    remaining: 2,
    chosen: 2,
    workers: 1,
    gpus: [],
    gpuPassedOver: null,
    layerByLayer: null,
    estimateSeconds: 65,
    budgetSeconds: null,
  },
  { type: 'trial-started', trial: TRIAL, attempt: 1, job: 1 },
  { type: 'progress', trial: TRIAL, fraction: 0.5, progress: progress(0) },
  {
    type: 'trial-ended',
    trial: TRIAL,
    status: 'completed',
    val_accuracy: 0.9751,
    seconds: 12,
    together: 1,
    error: null,
    log: [],
    retried: false,
    progress: progress(1),
  },
  {
    type: 'trial-ended',
    trial: { ...TRIAL, name: 'none' },
    status: 'failed',
    val_accuracy: null,
    seconds: 1,
    together: 1,
    error: 'it broke',
    log: ['\u001b[31mlast words\u0007'],
    retried: false,
    progress: progress(2),
  },
];

function shown(live: boolean, columns = 80, events = EVENTS, verbose = false): string {
  let text = '';
  const terminal: Terminal = {
    out: () => undefined,
    message: (more) => (text += more),
    erase: (lines) => (text += `\r\u001b[${lines}A\u001b[J`),
    env: {},
    live,
    columns: () => columns,
    outColour: false,
    messageColour: false,
  };
  let seconds = 0;
  const display = new RunDisplay(terminal, () => (seconds += 1), '', verbose);
  for (const event of events) display.show(event);
  display.end();
  return text;
}

test('elsewhere than on a terminal it is a line for each event, without control characters', () => {
  expect(shown(false))
    .toBe(`tiny: 3 trials, 1 excluded by constraints, 1 done, 2 to train on 1 worker, about 1 min 05 s
[1/2] 100-100 seed 3  179,050 FLOPs  val_accuracy 97.51 %  12 s, 1 min 30 s left
[2/2] none (softmax regression) seed 3  failed: it broke
      last words 
      Full log: sweep logs x
`);
});

test('a network without hidden layers is called the same in every line', () => {
  const long = 'none (softmax regression, lr 0.01)';
  const trial = { ...TRIAL, name: 'none (lr 0.01)' };
  const failed = EVENTS.find(
    (event) => event.type === 'trial-ended' && event.status === 'failed',
  ) as Extract<RunEvent, { type: 'trial-ended' }>;
  const events: readonly RunEvent[] = [
    { type: 'trial-started', trial, attempt: 1, job: 1 },
    { ...failed, trial },
    { ...failed, trial: { ...trial, seed: 4 } },
    JOINED,
  ];
  for (const text of [shown(false, 200, events), shown(true, 200, events)]) {
    expect(text).toContain(`[2/2] ${long} seed 3  failed`);
    expect(text).toContain(`[2/2] ${long} seed 4  failed`);
    expect(text.replaceAll(long, '')).not.toContain('none');
  }
  expect(shown(true, 200, events)).toContain(`  ${long} seed 3  starting`);
  expect(shown(true, 200, events)).toContain(FRONT_LINE);
});

test('on a terminal the running trials and a bar are redrawn, and taken away at the end', () => {
  const text = shown(true);
  expect(text).toContain('  100-100 seed 3  starting\n');
  expect(text).toContain('  100-100 seed 3   50 %\n');
  expect(text).toContain('0 % of the work, 0/2 trials, 1 min 30 s left');
  const up = '\u001b';
  expect(text.slice(text.lastIndexOf(up))).not.toContain('░');
});

test('a live line is never wider than the terminal, since a wrapped one cannot be taken away', () => {
  const live = shown(true, 24)
    .split('\n')
    .filter((line) => line.includes('…'));
  expect(live.length).toBeGreaterThan(0);
  for (const line of live) expect(line.replace(/\u001b\[\d*[A-Z]/g, '').length).toBeLessThan(24);
});

test('trials that are trained together have one line, and say that they share its seconds', () => {
  const many = Array.from({ length: 99 }, (_, index) => ({ ...TRIAL, trial: `${index}` }));
  const [first, second] = many as [typeof TRIAL, typeof TRIAL];
  const events: readonly RunEvent[] = [
    ...many.map((trial) => ({ type: 'trial-started', trial, attempt: 1, job: 1 }) as const),
    { type: 'trial-started', trial: { ...TRIAL, name: '8' }, attempt: 1, job: 2 },
    { type: 'progress', trial: first, fraction: 0.5, progress: progress(0) },
    {
      ...(EVENTS.find(({ type }) => type === 'trial-ended') as Extract<
        RunEvent,
        { type: 'trial-ended' }
      >),
      trial: second,
      together: 99,
    },
  ];
  const text = shown(true, 80, events, true);
  expect(text).toContain('  100-100 seed 3 and 98 more   50 %\n  8 seed 3  starting\n');
  expect(text).toContain('  100-100 seed 3 and 97 more   50 %\n');
  expect(text).toContain('12 s (99 together), 1 min 30 s left');
  // Two jobs and the bar: nothing is ever taken back over more lines.
  const back = [...text.matchAll(/\u001b\[(\d+)A/g)].map(([, lines]) => Number(lines));
  expect(Math.max(...back)).toBe(3);
});

/** A trial that ended so; the log of its job. */
const ended = (trial: string, status: 'failed' | 'timeout' | 'diverged', log: string[]) =>
  ({
    type: 'trial-ended',
    trial: { ...TRIAL, trial },
    status,
    val_accuracy: null,
    seconds: 1,
    together: 1,
    error: 'why',
    log,
    retried: false,
    progress: progress(1),
  }) as const;
const LINES = Array.from({ length: 30 }, (_, line) => `line ${line}`);

test('of a log the last ten lines are shown, and once where several trials have it', () => {
  const text = shown(false, 80, [
    ended('a', 'timeout', LINES),
    ended('b', 'timeout', LINES),
    ended('c', 'failed', ['another']),
  ]);
  expect(text.match(/line \d+/g)).toEqual(LINES.slice(20));
  expect(text.match(/another/g)).toHaveLength(1);
  // Said once, of the first.
  expect(text.match(/sweep logs \w+/g)).toEqual(['sweep logs a']);
});

test('one that diverged says in which epoch, and has no log to hint at', () => {
  expect(shown(false, 80, [ended('a', 'diverged', [])])).toMatch(/ {2}diverged: why\n$/);
});

test('trials that no program trains are said to be so, and why', () => {
  const planned = EVENTS[0] as Extract<RunEvent, { type: 'planned' }>;
  const layerByLayer = { trials: 2, reason: '--compile off asks for it' };
  expect(shown(false, 80, [{ ...planned, layerByLayer }])).toContain(
    'Layer by layer: 2 trials, because --compile off asks for it\n',
  );
});

test('part of what there is to train, and a budget, are said first', () => {
  const planned = EVENTS[0] as Extract<RunEvent, { type: 'planned' }>;
  expect(shown(false, 80, [{ ...planned, trials: 9, remaining: 8, chosen: 3, budgetSeconds: 600 }]))
    .toBe(`tiny: 9 trials, 1 excluded by constraints, 1 done, 8 to train, 3 of them in this run on 1 worker, about 1 min 05 s; budget 10 min 00 s
`);
  expect(shown(false, 80, [{ ...planned, chosen: 0 }])).toContain('2 to train, none of them in');
  expect(shown(false, 80, [{ type: 'stopping', reason: 'budget' }])).toContain('Budget reached');
});

/** A configuration of two seeds that have completed, as far as a line about it goes. */
const JOINED = {
  type: 'front-joined',
  name: 'none (lr 0.01)',
  configuration: {
    configuration: 'c',
    flops: 15730,
    completed: [{}, {}],
    means: { val_accuracy: { n: 2, mean: 0.9234, sd: 0.001, interval: null } },
  } as unknown as ConfigurationSummary,
  objectives: [
    { name: 'val_accuracy', goal: 'maximize' },
    { name: 'flops', goal: 'minimize' },
  ],
} as const satisfies RunEvent;
const FRONT_LINE =
  'On the front: none (softmax regression, lr 0.01)  val_accuracy 92.34 %  15,730 FLOPs  2 seeds';

/** The lines that stay on the screen: what was drawn and taken away again is not among them. */
function staying(text: string): string[] {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    const [, up, rest] = /^\r\u001b\[(\d+)A\u001b\[J(.*)$/s.exec(line) ?? [];
    if (up !== undefined) lines.splice(-Number(up));
    lines.push(rest ?? line);
  }
  return lines.filter((line) => line !== '');
}

test('on a terminal three hundred results leave lines for the front and for what went wrong only', () => {
  const completed = EVENTS.find(({ type }) => type === 'trial-ended') as Extract<
    RunEvent,
    { type: 'trial-ended' }
  >;
  const events: readonly RunEvent[] = [
    ...Array.from({ length: 300 }, (_, index) => {
      const trial = { ...TRIAL, trial: `${index}` };
      return [
        { type: 'trial-started', trial, attempt: 1, job: index } as const,
        { ...completed, trial },
        ...(index === 7 || index === 9 ? [JOINED] : []),
      ];
    }).flat(),
    ended('x', 'failed', []),
  ];
  expect(staying(shown(true, 200, events))).toEqual([
    FRONT_LINE,
    FRONT_LINE,
    '[1/2] 100-100 seed 3  failed: why',
  ]);
  expect(staying(shown(true, 200, events, true))).toHaveLength(303);
  // Where nothing can be redrawn, a line for every trial and none for the front.
  expect(staying(shown(false, 200, events))).toHaveLength(301);
});

test('on a terminal a group that fails as a whole has one line, and the next group its own', () => {
  const groups = [1, 2].flatMap((job) =>
    Array.from({ length: 20 }, (_, index) => ({ trial: `${job}/${index}`, job })),
  );
  const events: readonly RunEvent[] = [
    ...groups.map(
      ({ trial, job }) =>
        ({ type: 'trial-started', trial: { ...TRIAL, trial }, attempt: 1, job }) as const,
    ),
    ...groups.map(({ trial }) => ({
      ...ended(trial, 'timeout', []),
      together: 20,
      retried: true,
    })),
  ];
  const line = '[1/2] 100-100 seed 3 (20 together)  timeout: why; retrying';
  expect(staying(shown(true, 200, events))).toEqual([line, line]);
});

test('what leaves the sweep is said before anything trains, and that it stays stored', () => {
  const leaving = (trials: number, trained: number): string =>
    shown(false, 80, [{ type: 'leaving', sweep: 'med', trials, trained }]);
  expect(leaving(32, 32)).toBe(
    '32 trials are no longer part of med; still stored (run the previous spec to include them again)\n',
  );
  expect(leaving(1, 1)).toMatch(/^1 trial is no longer part of med; still stored \(/);
  expect(leaving(3, 2)).toMatch(/^3 trials are .*; the 2 with a result are still stored \(/);
  expect(leaving(3, 0)).toBe('3 trials are no longer part of med; not trained yet\n');
});

test('what stopping costs is one line', () => {
  const stopped = (completed: number, trials: number, jobs: number): string =>
    shown(false, 80, [{ type: 'stopped', completed, lost: { trials, jobs } }]);
  expect(stopped(4, 12, 2)).toBe(
    'stopped: 4 completed trials stored; 12 trials in training (2 jobs) start over in the next run\n',
  );
  expect(stopped(1, 1, 1)).toBe(
    'stopped: 1 completed trial stored; 1 trial in training (1 job) starts over in the next run\n',
  );
  expect(stopped(0, 0, 0)).toBe('stopped: 0 completed trials stored; none was in training\n');
  expect(shown(false, 80, [{ type: 'timed-out', lost: { trials: 3, jobs: 2 } }])).toBe(
    'timed out: 3 trials (2 jobs) start over in the next run\n',
  );
});

test('a GPU that is met, and what programs fall back to, are lines', () => {
  const gpu = { id: '0', name: 'Card', memory_mib: 1, compute_capability: '9.0' };
  const events: readonly RunEvent[] = [
    { type: 'measuring', gpu },
    { type: 'fell-back', to: 'graph', reason: 'ptxas was not found' },
    { type: 'fell-back', to: 'layers', reason: 'it is gone' },
  ];
  expect(shown(false, 80, events)).toBe(
    'First use of Card: it trains 50 steps as the CPU does, and is timed (once, half a minute or so)\n' +
      'Not compiled: XLA compiles no program here, so TensorFlow runs the plain graph (ptxas was not found)\n' +
      'Layer by layer: TensorFlow runs no program here (it is gone)\n',
  );
});
