import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlannedJob } from '../../src/plan/jobs.js';
import { Progress } from '../../src/plan/progress.js';
import { Budget } from '../../src/run/executing/budget.js';
import type { RunEvent } from '../../src/run/executing/events.js';
import { JobRunner, type JobRunnerOptions, type Ran } from '../../src/run/executing/job-runner.js';
import { MemoryGate } from '../../src/run/executing/memory-gate.js';
import { plannedSweep, remainingTrials } from '../../src/run/planning/planned-sweep.js';
import { prepareSweep, type PreparedSweep } from '../../src/run/planning/prepare.js';
import { openForWriting } from '../../src/store/open.js';
import type { Connection } from '../../src/store/sqlite.js';
import { beginRun } from '../../src/store/runs.js';
import type { Writer } from '../../src/store/writer.js';
import { CommandFolder } from '../integration/command-folder.js';
import { holder } from '../store/store-for-test.js';
import { FakeClock, FakePool, trainWell, type Train } from './fakes.js';

/** Estimated, of each trial. */
export const TRIAL_SECONDS = 2;

export interface Asked extends Partial<Omit<JobRunnerOptions, 'budget'>> {
  readonly train?: Train;
  readonly slots?: number;
  /** Trials of a job; those of several are trained by one program. */
  readonly together?: number;
  readonly budgetSeconds?: number;
  readonly stop?: AbortSignal;
  readonly kill?: AbortSignal;
}

/** A folder with a tiny dataset and a real database, where runs of this test train nothing. */
export class RunFolder {
  readonly clock = new FakeClock();
  /** Pids of the processes that live. */
  readonly living = new Set<number>();
  readonly events: RunEvent[] = [];
  readonly #folder = new CommandFolder();
  readonly #open: Connection[] = [];

  get path(): string {
    return this.#folder.path;
  }

  get database(): string {
    return join(this.#folder.path, 'results', 'sweep.db');
  }

  /** Of networks with three units, one for each seed, that train two epochs. */
  prepare(seeds: readonly number[], name = 'tiny', more = 'data_seed: 1'): PreparedSweep {
    const file = `${name}.yaml`;
    this.#folder.writeSpec(file, { name, hidden: '[3]', seeds: seeds.join(', '), more });
    const path = join(this.#folder.path, file);
    return prepareSweep(readFileSync(path, 'utf8'), path);
  }

  /** A connection of its own, as each process has one. */
  writer(): Writer {
    const db = openForWriting(this.database, '0.0.0-test');
    this.#open.push(db);
    return {
      db,
      now: () => this.clock.date().toISOString(),
      isAlive: ({ pid }) => this.living.has(pid),
    };
  }

  /** Begins a run in process `pid`, and says what it is going to do. */
  begin(prepared: PreparedSweep, asked: Asked = {}, pid = 1) {
    const { train = trainWell, slots = 1, together = 1, budgetSeconds, ...options } = asked;
    const { clock } = this;
    this.living.add(pid);
    const writer = options.writer ?? this.writer();
    const run = beginRun(writer, plannedSweep(prepared.expansion, null), holder(pid));
    const left = [...remainingTrials(prepared.expansion, new Map())];
    const jobs: PlannedJob[] = [];
    while (left.length > 0) {
      const trials = left.splice(0, together);
      jobs.push({ trainer: together > 1 ? 'compiled' : 'layers', trials, compile: 'graph' });
    }
    const secondsOf = ({ trials }: PlannedJob): number => TRIAL_SECONDS * trials.length;
    const pool = new FakePool(slots, clock, train);
    const progress = new Progress(
      jobs.map((job) => [job, secondsOf(job)] as const),
      slots,
    );
    const runner = new JobRunner({
      prepared,
      writer,
      run,
      holder: holder(pid),
      devices: {
        device: 'cpu',
        candidate: { engine: 'tfjs-node', path: '/package' },
        passedOver: [],
        untried: false,
        gpus: [],
        card: null,
        gpuPassedOver: null,
      },
      xlaRequired: false,
      models: null,
      retries: 0,
      timeoutMs: undefined,
      timeLimit: 'run.timeout',
      failFast: false,
      budget: budgetSeconds === undefined ? undefined : new Budget(budgetSeconds, clock.now),
      secondsOf,
      progress,
      trials: jobs.reduce((sum, { trials }) => sum + trials.length, 0),
      memory: new MemoryGate(Infinity),
      clock,
      pool,
      onEvent: (event) => this.events.push(event),
      ...options,
    });
    const ended = (): Promise<Ran> => clock.until(runner.runAll(jobs, asked.stop, asked.kill));
    return { writer, run, jobs, pool, progress, runner, ended };
  }

  /** Rows of a query, as arrays. */
  rows(sql: string): unknown[][] {
    return this.#folder.rows(sql);
  }

  /** Status of every trial by its seed. */
  statuses(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(
      this.rows('SELECT seed, status FROM stored_trials ORDER BY seed') as [number, string][],
    );
  }

  eventsOf<T extends RunEvent['type']>(type: T): readonly Extract<RunEvent, { type: T }>[] {
    return this.events.filter(
      (event): event is Extract<RunEvent, { type: T }> => event.type === type,
    );
  }

  remove(): void {
    for (const db of this.#open) db.close();
    this.#folder.remove();
  }
}
