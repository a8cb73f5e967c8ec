/** Colours of one stream; without colour the text is left alone. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warning: (text: string) => string;
}

export function styleFor(colour: boolean): Style {
  const with_ =
    (open: number, close: number) =>
    (text: string): string =>
      colour ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  return {
    bold: with_(1, 22),
    faint: with_(2, 22),
    good: with_(32, 39),
    bad: with_(31, 39),
    warning: with_(33, 39),
  };
}
