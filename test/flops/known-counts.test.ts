import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CONVENTIONS, type ConventionName } from '../../src/flops/conventions.js';
import { countFlops } from '../../src/flops/count.js';
import type { FlopsReport } from '../../src/flops/report.js';

/** A count that others published, or that their programs gave. */
interface KnownCount {
  readonly id: string;
  readonly what: string;
  readonly source: string;
  readonly batch: number;
  /** `executed`: what TensorFlow.js's kernels multiplied, in FLOP. */
  readonly convention: ConventionName | 'executed';
  readonly phase: 'forward' | 'backward' | 'forward+backward' | 'forward-training';
  readonly unit: 'FLOP' | 'MAC';
  readonly expected: number;
  /** What the definition needs, where TensorFlow.js runs more. */
  readonly by_definition?: number;
  readonly tolerance: Tolerance;
  readonly params: number;
  readonly input_gradient?: true;
  readonly model: object;
}

type Tolerance =
  | { readonly kind: 'exact' | 'lower-bound' }
  | { readonly kind: 'rel'; readonly value: number }
  | { readonly kind: 'published-rounding'; readonly unit: 'G'; readonly digits: number };

function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8'));
}

const KNOWN = fixture('known-counts.json') as readonly KnownCount[];

describe('counts that others published, or that their programs gave', () => {
  test.each(KNOWN.map((known) => [known.id, known] as const))('%s', (_id, known) => {
    const executed = known.convention === 'executed';
    const options = {
      convention: known.convention === 'executed' ? ('flop' as const) : known.convention,
      batch: known.batch,
      inputGradient: known.input_gradient ?? false,
    };
    const report = countFlops(known.model, { ...options, executed });
    expect(report.unit).toBe(known.unit);
    expect(report.params).toBe(BigInt(known.params));
    expectWithin(of(report, known.phase), known.expected, known.tolerance);
    if (known.by_definition !== undefined) {
      const definition = countFlops(known.model, options);
      expect(of(definition, known.phase)).toBe(BigInt(known.by_definition));
    }
  });

  test('hold every convention, backward passes and training passes', () => {
    const conventions = new Set(KNOWN.map(({ convention }) => convention));
    expect(conventions).toEqual(new Set([...CONVENTIONS, 'executed']));
    expect(new Set(KNOWN.map(({ phase }) => phase)).size).toBe(4);
  });
});

test.each([
  // Keras 3's own applications; multiply-accumulates by fvcore and the papers.
  ['keras3-mobilenet-v2.json', 300_774_272n, 3_538_984n],
  ['keras3-vgg16.json', 15_470_264_320n, 138_357_544n],
])('%s: %s multiply-accumulates, %s parameters', (name, macs, params) => {
  const report = countFlops(fixture(name) as object, { convention: 'mac' });
  expect([report.forward, report.params]).toEqual([macs, params]);
});

function of(report: FlopsReport, phase: KnownCount['phase']): bigint {
  switch (phase) {
    case 'forward':
      return report.forward;
    case 'backward':
      return report.backward ?? -1n;
    case 'forward+backward':
      return (report.forward_training ?? -1n) + (report.backward ?? -1n);
    case 'forward-training':
      return report.forward_training ?? -1n;
  }
}

function expectWithin(count: bigint, expected: number, tolerance: Tolerance): void {
  switch (tolerance.kind) {
    case 'exact':
      expect(count).toBe(BigInt(expected));
      return;
    case 'lower-bound':
      expect(count).toBeGreaterThanOrEqual(BigInt(expected));
      return;
    case 'rel':
      expect(Math.abs(Number(count) / expected - 1)).toBeLessThanOrEqual(tolerance.value);
      return;
    case 'published-rounding':
      expect((Number(count) / 1e9).toFixed(tolerance.digits)).toBe(
        (expected / 1e9).toFixed(tolerance.digits),
      );
  }
}
