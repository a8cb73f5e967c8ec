import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RELEASES } from '../../../src/native/staging/release.js';

const GUIDE = readFileSync(new URL('../../../docs/gpu.md', import.meta.url), 'utf8');
const README = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');

const requirements = Object.values(RELEASES).flatMap(({ wheels }) =>
  wheels.map(({ requirement }) => requirement),
);

test.each(requirements)('the guide names %s for machines without a network', (requirement) => {
  expect(GUIDE).toMatch(new RegExp(`[ \`]${requirement.replaceAll('.', '\\.')}[ \`\n]`));
});

test.each(Object.values(RELEASES))('the README says the size of the $build build', (release) => {
  const fetch = release.wheels.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const bytes of [fetch, release.keeps]) {
    expect(README).toContain(`${(bytes / 1e9).toFixed(1)} GB`);
  }
});
