/** Stand-ins for `util.isNullOrUndefined` and `util.isArray`, gone since Node 23. */
export function isNullOrUndefined(value: unknown): boolean {
  return value === null || value === undefined;
}

export const isArray = Array.isArray;
