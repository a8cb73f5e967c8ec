import { meanOf, varianceOf } from '../../dist/front/statistics.js';
import { upperTQuantile } from '../../dist/front/distributions.js';

/** As analyseFront, for configurations in the order of their costs: Welch's t, two-sided, 5 % over all pairs. */
export function bonferroni(rows, { tolerance }) {
  const groups = new Map();
  for (const { configuration, cost, value } of rows) {
    const group = groups.get(configuration) ?? { configuration, cost, values: [] };
    groups.set(configuration, group);
    group.values.push(value);
  }
  const items = [...groups.values()].map((group) => {
    const mean = meanOf(group.values);
    const n = group.values.length;
    return { ...group, mean, df: n - 1, spread: varianceOf(group.values, mean) / n };
  });
  const tail = 0.05 / (items.length * (items.length - 1));
  const halfWidth = (a, b) => {
    const spread = a.spread + b.spread;
    const df = spread ** 2 / (a.spread ** 2 / a.df + b.spread ** 2 / b.df);
    // To two digits downwards, so that few quantiles are worked out.
    return upperTQuantile(tail, Math.max(1, Math.floor(df * 10) / 10)) * Math.sqrt(spread);
  };
  const configurations = items.map((item) => {
    const rivals = items.filter((other) => other !== item && other.cost <= item.cost);
    const beats = (a, b) => a.mean - b.mean > halfWidth(a, b);
    const verdict = rivals.every((rival) => beats(item, rival))
      ? 'front'
      : rivals.some((rival) => beats(rival, item))
        ? 'dominated'
        : 'undecided';
    return { configuration: item.configuration, verdict };
  });
  const best = items.reduce((a, b) => (b.mean > a.mean ? b : a));
  const shown = items.find(
    (item) =>
      item.cost < best.cost &&
      items.every(
        (other) => other === item || other.mean - item.mean + halfWidth(item, other) <= tolerance,
      ),
  );
  const state = shown === undefined ? 'no' : 'shown';
  return { answer: { state, choice: shown?.configuration ?? null }, configurations };
}
