const SECONDS = { d: 86_400, h: 3_600, m: 60, s: 1 } as const;
const FORM =
  /^(?:(\d+(?:\.\d+)?)d)?(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?$/;

/** A timer of Node holds at most 2^31 - 1 ms, which is a little over 24 days. */
export const LONGEST_SECONDS = 24 * SECONDS.d;

/** `30m`, `90s`, `1h30m`, `1.5h` in seconds; null when it is no duration from 1 s to 24 d. */
export function parseDuration(text: string): number | null {
  const match = FORM.exec(text.trim());
  if (match === null) return null;
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = match;
  const total =
    Number(days) * SECONDS.d +
    Number(hours) * SECONDS.h +
    Number(minutes) * SECONDS.m +
    Number(seconds);
  return total >= 1 && total <= LONGEST_SECONDS ? total : null;
}
