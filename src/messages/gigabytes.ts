/** `2.9 GB`, of 10^9 bytes each. */
export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
