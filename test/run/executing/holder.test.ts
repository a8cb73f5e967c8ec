import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { afterEach, describe, expect, test } from 'vitest';
import { isAlive, isGone, thisHolder } from '../../../src/run/executing/holder.js';
import type { StoredHolder } from '../../../src/store/holder.js';

const [LATELY, LONG_AGO] = [0, 3_600_000].map((ms) => new Date(Date.now() - ms).toISOString()) as [
  string,
  string,
];
const me = (changes: Partial<StoredHolder> = {}): StoredHolder => ({
  ...thisHolder(),
  heartbeat: LATELY,
  ...changes,
});

let child: ChildProcess | undefined;
afterEach(() => child?.kill('SIGKILL'));

/** A process of this host, as it would have stored itself. */
function other(): StoredHolder {
  child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
  const pid = child.pid ?? 0;
  const { process_start } = thisHolder();
  const machine = process_start?.slice(0, process_start.lastIndexOf('/'));
  const stat = process_start === null ? '' : readFileSync(`/proc/${pid}/stat`, 'utf8');
  const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  return me({ pid, process_start: machine === undefined ? null : `${machine}/${start}` });
}

test('this process lives, however long ago it last said so', () => {
  expect(isGone(me())).toBe(false);
  // A laptop that was asleep.
  if (process.platform === 'linux') expect(isGone(me({ heartbeat: LONG_AGO }))).toBe(false);
});

test('one that is killed is gone at once, though it said a moment ago that it lives', async () => {
  const holder = other();
  expect([isGone(holder), isAlive(holder)]).toEqual([false, true]);
  child?.kill('SIGKILL');
  await once(child as ChildProcess, 'exit');
  expect([isGone(holder), isAlive(holder)]).toEqual([true, false]);
});

describe.skipIf(process.platform !== 'linux')('its start time', () => {
  test('tells it from another process that has its number by now', () => {
    const { process_start } = thisHolder();
    expect(isGone(me({ process_start: `${process_start}1` }))).toBe(true);
  });

  test('of another boot: gone once it is silent for a minute', () => {
    const process_start = 'another boot/pid:[1]/5';
    expect(isGone(me({ process_start }))).toBe(false);
    expect(isGone(me({ process_start, heartbeat: LONG_AGO }))).toBe(true);
  });
});

test('of a process of another host nothing is known, however long it has been silent', () => {
  const elsewhere = me({ host: `not-${hostname()}`, heartbeat: LONG_AGO });
  expect(isGone(elsewhere)).toBe(false);
  // Who wants its trials takes them.
  expect(isAlive(elsewhere)).toBe(false);
});
