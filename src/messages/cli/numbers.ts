import { problem } from '../problem.js';

/** Of an option that takes a count. */
export function badCount(name: string, text: string): string {
  return problem({
    what: `--${name} is no whole number`,
    got: JSON.stringify(text),
    expected: 'one like 84550, 1e5, 100k or 2M',
  });
}

/** Of an option that takes a fraction; a number that is one in per cent is told so. */
export function badFraction(name: string, text: string): string {
  const number = Number(text);
  return problem({
    what: `--${name} is no fraction`,
    got: JSON.stringify(text),
    expected: 'one from 0 to 1 like 0.97, or 97%',
    ...(number > 1 && number <= 100 ? { advice: `did you mean ${text.trim()}%?` } : {}),
  });
}

/** Of an option that takes percentage points. */
export function badPoints(name: string, text: string): string {
  return problem({
    what: `--${name} is no number of percentage points`,
    got: JSON.stringify(text),
    expected: 'one from 0 to 100 like 0.5 or 0.5%',
  });
}

export function badAmount(option: string, got: string): string {
  return problem({
    what: `--${option}: no amount`,
    got,
    expected: 'a number from 0 up in the unit of the metric, such as 0.01',
  });
}
