// Compiles src/ to dist/ and makes the command executable. `prepare` runs it after `npm ci`.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

rmSync(join(root, 'dist'), { recursive: true, force: true });
try {
  execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.json')], { stdio: 'inherit' });
} catch (error) {
  process.exit(error.status ?? 1);
}
// Files that are read, not imported.
const data = ['native/staging/binding-package', 'graph/tensorflow.proto'];
for (const path of data) {
  cpSync(join(root, 'src', path), join(root, 'dist', path), { recursive: true });
}
chmodSync(join(root, 'dist', 'cli', 'main.js'), 0o755);
