/** Above this many degrees of freedom the expansion around the normal quantile is exact to 1e-9. */
const LARGE = 1000;
/** Two-sided 95 % quantile of the normal distribution. */
const NORMAL = 1.959963984540054;
const CELLS = 1000;

/**
 * Two-sided 95 % quantile of Student's t: P(|T| <= result) = 0.95. Degrees of freedom may be
 * fractional (Welch), 1 or more; good to 1e-6 of the value.
 *
 * With T = sqrt(df) / tan(phi), phi has a density proportional to sin(phi)^(df - 1) on (0, pi/2), so
 * the quantile needs one integral and no gamma function. phi = pi/2 r^3 makes the integrand smooth
 * at 0 also for fractional df.
 */
export function tQuantile95(df: number): number {
  if (!(df >= 1)) throw new RangeError(`degrees of freedom must be 1 or more, got ${df}`);
  if (df > LARGE) {
    const z = NORMAL;
    return z + (z ** 3 + z) / (4 * df) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * df * df);
  }
  const density = (r: number): number => Math.sin((Math.PI / 2) * r ** 3) ** (df - 1) * r * r;
  const cells = Array.from({ length: CELLS }, (_, index) =>
    simpson(density, index / CELLS, (index + 1) / CELLS),
  );
  let left = 0.05 * cells.reduce((sum, cell) => sum + cell, 0);
  for (const [index, cell] of cells.entries()) {
    if (left <= cell) return Math.sqrt(df) / Math.tan((Math.PI / 2) * within(index, left) ** 3);
    left -= cell;
  }
  throw new Error(`no 95 % quantile found for ${df} degrees of freedom`);

  /** Where inside a cell its integral reaches `part`. */
  function within(index: number, part: number): number {
    const start = index / CELLS;
    let low = start;
    let high = (index + 1) / CELLS;
    for (let step = 0; step < 50; step++) {
      const middle = (low + high) / 2;
      if (simpson(density, start, middle) < part) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  }
}

function simpson(f: (x: number) => number, from: number, to: number): number {
  return ((to - from) / 6) * (f(from) + 4 * f((from + to) / 2) + f(to));
}
