/** Where something stands in the text of a spec; both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
  /** Instead of the spec's path, where it stands elsewhere: `--set epochs=x`; line and column are 0. */
  readonly file?: string;
}

/** Keys and list indices from the top of the file down to a value. */
export type Path = readonly (string | number)[];

/** `parameters.hidden.values[1][0]`, as messages name a value. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}
