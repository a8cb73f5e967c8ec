import { describe, expect, test } from 'vitest';
import { complete } from '../../../src/cli/completion/complete.js';
import { COMMANDS } from '../../../src/cli/commands.js';

const asked: string[] = [];
const sweepsIn = (database: string): string[] => {
  asked.push(database);
  return ['mlp', 'smoke'];
};
const at = (words: readonly string[], env = {}) => complete(words, env, sweepsIn);

describe('completion', () => {
  test('begins with every command, and specs', () => {
    expect(at([''])).toEqual({
      words: COMMANDS.map(({ name }) => name),
      files: ['.yaml', '.yml'],
    });
  });

  test.each(['show', 'logs', 'best', 'export', 'rm', 'report'])(
    'of %s has the sweeps of the database, also after options',
    (command) => {
      expect(at([command, '']).words).toEqual(['mlp', 'smoke']);
      expect(at([command, '--db', 'x.db', '']).words).toEqual(['mlp', 'smoke']);
      expect(asked.at(-1)).toBe('x.db');
    },
  );

  test('asks the database of a flag, else of SWEEP_DB, else the default', () => {
    at(['show', '--db=y.db', ''], { SWEEP_DB: 'z.db' });
    at(['show', '--db', '=', 'w.db', '']);
    at(['show', ''], { SWEEP_DB: 'z.db' });
    at(['show', '']);
    expect(asked.slice(-4)).toEqual(['y.db', 'w.db', 'z.db', 'results/sweep.db']);
  });

  test('goes on with further sweeps only where a command takes several', () => {
    expect(at(['report', 'mlp', '']).words).toEqual(['mlp', 'smoke']);
    expect(at(['best', 'mlp', '']).words).toEqual([]);
  });

  test('knows the options of a command, and what an option takes', () => {
    expect(at(['best', '-']).words).toContain('--max-flops');
    expect(at(['best', '-']).words).not.toContain('--workers');
    expect(at(['mlp.yaml', '--']).words).toContain('--workers');
    expect(at(['export', 'mlp', '--format', '']).words).toContain('markdown');
    expect(at(['export', 'mlp', '--out', ''])).toEqual({ words: [], files: [] });
    expect(at(['best', 'mlp', '--max-flops', ''])).toEqual({ words: [], files: null });
  });

  test('has files of results beside sweeps where a command reads both', () => {
    expect(at(['best', '']).files).toEqual(['.csv', '.tsv']);
    expect(at(['show', '']).files).toBeNull();
    expect(at(['best', 'r.csv', '--goal', '']).words).toEqual(['maximize', 'minimize']);
  });

  test('has specs where a spec is expected, and files where a file is', () => {
    expect(at(['plan', '']).files).toEqual(['.yaml', '.yml']);
    expect(at(['flops', '']).files).toEqual([]);
    expect(at(['completion', '']).words).toEqual(['bash', 'zsh', 'fish']);
    expect(at(['query', ''])).toEqual({ words: [], files: null });
  });
});
