import { printableLine } from '../text/printable.js';
import type { Column } from './roles.js';
import { canonical, shortValue } from './value.js';

/**
 * A short name for each of some configurations, in their order: the values of those columns that tell
 * them apart, `hidden 64, lr 0.001` or `resnet18`. Names of different configurations differ, since
 * whole values take the place of short ones where they would not.
 *
 * @param configurations values by column, each in the order of `columns`.
 */
export function nameByValues(
  columns: readonly Pick<Column, 'bare' | 'full'>[],
  configurations: readonly (readonly string[])[],
): readonly string[] {
  const differs = columns.map(
    (_, at) => new Set(configurations.map((values) => canonical(values[at] ?? ''))).size > 1,
  );
  const shown = columns
    .map((column, at) => ({ column, at }))
    .filter(({ at }) => differs[at] || !differs.includes(true));
  const write = (isWhole: boolean, label: (column: Pick<Column, 'bare' | 'full'>) => string) =>
    configurations.map((values) => {
      const parts = shown.flatMap(({ column, at }) => {
        const text = values[at]?.trim() ?? '';
        if (text === '') return [];
        const value = isWhole ? text : shortValue(text);
        return [isWhole || needsLabel(text) ? `${label(column)} ${value}` : value];
      });
      return parts.length === 0 ? 'none' : printableLine(parts.join(', '));
    });
  const ways = [
    write(false, ({ bare }) => bare),
    write(true, ({ bare }) => bare),
    write(true, ({ full }) => full),
  ];
  // Without seeds a configuration stands there several times: then no way tells all apart.
  const [best = []] = ways.sort((a, b) => new Set(b).size - new Set(a).size);
  return best;
}

/** `64` and `True` say nothing without the name of what they are; `resnet18` does. */
function needsLabel(text: string): boolean {
  return /^[-+\d.]/.test(text) || /^(true|false|none|yes|no|on|off)$/i.test(text);
}
