/** Text of one line without what would move the cursor or colour the terminal. */
export function printableLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
}

/** The same for a text of several lines, which it keeps. */
export function printableText(text: string): string {
  return text.split('\n').map(printableLine).join('\n');
}
