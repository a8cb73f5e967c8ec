import { expect, test } from 'vitest';
import { objectiveNotes } from '../../src/front/messages.js';

test('objectives that a spec may have need no note', () => {
  expect(
    objectiveNotes('mlp', [
      { name: 'val_accuracy', goal: 'maximize' },
      { name: 'flops', goal: 'minimize' },
    ]),
  ).toEqual([]);
});

test('a stored objective that prefers what is worse is named with the right goal', () => {
  const notes = objectiveNotes('mlp', [
    { name: 'val_accuracy', goal: 'minimize' },
    { name: 'flops', goal: 'minimize' },
  ]);
  expect(notes).toHaveLength(1);
  expect(notes[0]).toMatch(
    /^mlp has the objective minimize val_accuracy, but val_accuracy is better when larger: .*goal: maximize/,
  );
});

test('seconds are named with what to do instead, also beside a wrong direction', () => {
  const notes = objectiveNotes('fast', [
    { name: 'seconds', goal: 'maximize' },
    { name: 'flops', goal: 'minimize' },
  ]);
  expect(notes).toHaveLength(2);
  expect(notes[0]).toContain('goal: minimize');
  expect(notes[1]).toContain(
    'run: {save: all}, then sweep measure fast, then sweep best fast --cost latency_ms',
  );
});
