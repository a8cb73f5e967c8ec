import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

/** What each folder of src/ may import besides itself; a module stands for its whole folder. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  text: [],
  random: [],
  elementary: [],
  quantity: ['elementary'],
  trial: ['quantity'],
  layers: ['random', 'elementary'],
  network: ['layers', 'elementary'],
  flops: ['layers', 'network', 'elementary'],
  data: ['random'],
  spec: ['random', 'elementary', 'quantity', 'trial', 'layers', 'network', 'flops', 'data/facts'],
  plan: ['trial', 'flops', 'train/contract'],
  native: [],
  graph: [],
  pool: [],
  train: [
    'random',
    'elementary',
    'quantity',
    'trial',
    'layers',
    'network',
    'data',
    'graph',
    'native',
    'pool/serve',
  ],
  front: ['quantity', 'trial'],
  'results-file': ['quantity', 'trial', 'spec/words', 'front'],
  store: ['quantity', 'trial', 'front'],
  report: ['quantity', 'trial', 'front', 'results-file'],
  run: [
    'quantity',
    'trial',
    'layers',
    'network',
    'flops',
    'data',
    'spec',
    'plan',
    'native',
    'pool',
    'train',
    'store',
    'front',
  ],
  cli: [
    'quantity',
    'elementary',
    'trial',
    'layers',
    'network',
    'flops',
    'data',
    'spec',
    'plan',
    'native',
    'store',
    'front',
    'results-file',
    'report',
    'run',
  ],
};

/** Folders inside src/spec, each importing only from those before it; its own files see them all. */
const SPEC_FLOORS = ['words', 'constraint', 'search', 'yaml', 'schema', 'read', 'expand'];

/** Folders that know no file, clock, process, random or TensorFlow: those are passed in. */
const PURE = [
  'text',
  'random',
  'elementary',
  'quantity',
  'trial',
  'layers',
  'network',
  'flops',
  'spec',
  'plan',
  'front',
  'results-file',
];
const IMPURE_IMPORT = /^(node:(?!crypto$)|@tensorflow\/|better-sqlite3|vega|p-queue)/;
const IMPURE_CALL = /\b(Date\.now|new Date\(\)|Math\.random|performance\.now|process\.)/;

interface Module {
  readonly path: string;
  readonly folder: string;
  readonly text: string;
  /** Imports that exist at run time: paths under src/ without extension, or packages. */
  readonly imports: readonly string[];
  /** The same with imports of types and dynamic ones. */
  readonly allImports: readonly string[];
}

const modules = readModules();

describe('the house', () => {
  it('has a rule for every folder of src/', () => {
    const folders = readdirSync(SRC, { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    expect(folders.map(({ name }) => name).sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  it('imports only downwards', () => {
    const inFolders = modules.filter(({ path }) => path !== 'src/index.ts');
    const wrong = inFolders.flatMap(({ path, folder, allImports }) =>
      allImports
        .filter((target) => target.startsWith('src/'))
        .map((target) => target.slice('src/'.length))
        .filter((target) => target.split('/')[0] !== folder)
        // How a text is formed may be asked from anywhere.
        .filter((target) => !target.startsWith('text/'))
        .filter((target) => {
          const allowed = MAY_IMPORT[folder] ?? [];
          return !allowed.some((other) => target === other || target.startsWith(`${other}/`));
        })
        .map((target) => `${path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('reads specs in one direction', () => {
    const folderOf = (path: string): string | undefined => /^src\/spec\/(\w+)\//.exec(path)?.[1];
    const edges = modules.flatMap(({ path, allImports }) =>
      allImports.map((target) => [path, folderOf(path), folderOf(target)] as const),
    );
    const wrong = edges.filter(([, from, to]) => {
      if (from === undefined || to === undefined) return false;
      return SPEC_FLOORS.indexOf(to) > SPEC_FLOORS.indexOf(from);
    });
    expect(wrong).toEqual([]);
    expect([...new Set(modules.flatMap(({ path }) => folderOf(path) ?? []))].sort()).toEqual(
      [...SPEC_FLOORS].sort(),
    );
  });

  it('has no circle of imports', () => {
    const byPath = new Map(modules.map((module) => [module.path.replace(/\.ts$/, ''), module]));
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      if (trail.includes(path)) {
        circles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
      } else if (!done.has(path)) {
        for (const target of byPath.get(path)?.imports ?? []) visit(target, [...trail, path]);
        done.add(path);
      }
    };
    for (const path of byPath.keys()) visit(path, []);
    expect(circles).toEqual([]);
  });

  it('keeps the pure folders pure', () => {
    const wrong = modules
      .filter(({ folder }) => PURE.includes(folder))
      .flatMap(({ path, text, imports }) => [
        ...imports
          .filter((target) => IMPURE_IMPORT.test(target))
          .map((target) => `${path}: ${target}`),
        ...(IMPURE_CALL.exec(text) ?? []).slice(0, 1).map((call) => `${path}: ${call}`),
      ]);
    expect(wrong).toEqual([]);
  });

  it('counts FLOPs through the public entry without TensorFlow, SQLite, Vega or the reader of specs', () => {
    const reached = new Set<string>();
    const byPath = new Map(modules.map((module) => [module.path.replace(/\.ts$/, ''), module]));
    const visit = (path: string): void => {
      if (reached.has(path)) return;
      reached.add(path);
      for (const target of byPath.get(path)?.imports ?? []) visit(target);
    };
    visit('src/index');
    expect(
      [...reached].filter((path) =>
        /^(@tensorflow|better-sqlite3|vega|p-queue|yaml|zod)/.test(path),
      ),
    ).toEqual([]);
    expect(reached).toContain('src/flops/count');
  });
});

function readModules(): Module[] {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => {
      const path = join('src', file).replaceAll('\\', '/');
      const text = readFileSync(join(SRC, file), 'utf8');
      // Dynamic imports are made on purpose, and only where something heavy is used.
      const statements = [
        ...text.matchAll(/^(?:import|export)\s+(?:[^;'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gm),
      ].map(([statement, target = '']) => ({
        isType: /^(import|export)\s+type\b/.test(statement),
        target: resolved(path, target),
      }));
      const dynamic = [...text.matchAll(/\bimport\('([^']+)'\)/g)].map(([, target = '']) =>
        resolved(path, target),
      );
      const allImports = [...statements.map(({ target }) => target), ...dynamic];
      const imports = statements.filter(({ isType }) => !isType).map(({ target }) => target);
      return { path, folder: path.split('/')[1] ?? '', text, imports, allImports };
    });
}

function resolved(from: string, target: string): string {
  if (!target.startsWith('.')) return target;
  const root = resolve(SRC, '..');
  const absolute = resolve(root, dirname(from), target);
  return relative(root, absolute).replaceAll('\\', '/').replace(/\.js$/, '');
}
