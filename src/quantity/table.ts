/** The keys of a table, in its order. */
export function keysOf<Table extends object>(table: Table): readonly (keyof Table & string)[] {
  return Object.keys(table) as (keyof Table & string)[];
}

/** A record of these names, each with what is made for it. */
export function recordOf<Name extends string, Made>(
  names: readonly Name[],
  make: (name: Name) => Made,
): Readonly<Record<Name, Made>> {
  const made: Partial<Record<Name, Made>> = {};
  for (const name of names) made[name] = make(name);
  return made as Record<Name, Made>;
}

/** Some of an item's own keys, with what it has under them. */
export function pick<Item extends object, Name extends keyof Item>(
  item: Item,
  names: readonly Name[],
): Pick<Item, Name> {
  const picked: Partial<Pick<Item, Name>> = {};
  for (const name of names) picked[name] = item[name];
  return picked as Pick<Item, Name>;
}
