import type { CardSpeeds } from '../../src/native/cards.js';

/** A card on which programs are proven and none was timed, but for these. */
export function cardSpeeds(changes: Partial<CardSpeeds> = {}): CardSpeeds {
  return {
    measured: '2026-11-30T00:00:00.000Z',
    threads: 4,
    matrix_flops_per_second: 5e13,
    matrix_size: 8192,
    agreement: { xla: { difference: 1e-6 }, graph: { difference: 1e-6 } },
    programs: null,
    together: [],
    ...changes,
  };
}
