/** A stored time for people: `2026-01-02 05:00:00 UTC`; nothing where there is none. */
export function writeTime(iso: string | null): string {
  return iso === null ? '' : iso.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC');
}
