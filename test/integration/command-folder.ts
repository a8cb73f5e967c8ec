import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { writeTinyDataset } from '../data/idx-files.js';
import { sweep, type Ended } from './sweep-process.js';

/** An empty working folder with a tiny dataset in `data/`, for whole commands. */
export class CommandFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'sweep-command-'));

  constructor() {
    mkdirSync(join(this.path, 'data'));
    writeTinyDataset(join(this.path, 'data'));
  }

  /**
   * Writes a spec of the tiny dataset: a grid of three networks and one seed, unless told otherwise.
   *
   * @param more lines of YAML that go below.
   */
  writeSpec(
    file: string,
    { name = 'tiny', hidden = '[], [3], [4]', seeds = '0', epochs = 2, parameters = '', more = '' },
  ): void {
    writeFileSync(
      join(this.path, file),
      `name: ${name}
dataset: { name: idx, path: data, validation: 60 }
parameters: { hidden: { values: [${hidden}] }, epochs: ${epochs}, batch_size: 8${parameters} }
seeds: [${seeds}]
${more}
`,
    );
  }

  run(...args: readonly string[]): Promise<Ended> {
    return sweep(args, this.path);
  }

  /** Rows of the default database, as arrays. */
  rows(sql: string): unknown[][] {
    const db = new Database(join(this.path, 'results', 'sweep.db'), { readonly: true });
    try {
      return db.prepare(sql).raw(true).all() as unknown[][];
    } finally {
      db.close();
    }
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
