/** SQLite's value as JavaScript's: integers as numbers where exact, as bigint beyond 2^53. */
export type Value = string | number | bigint | null | Buffer;
export type Row = Readonly<Record<string, Value>>;

/** Integers arrive as bigint from a statement with safeIntegers; most fit a number. */
export function plain(value: Value): Value {
  if (typeof value !== 'bigint') return value;
  const fits = value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);
  return fits ? Number(value) : value;
}

export function plainRow(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)]));
}
