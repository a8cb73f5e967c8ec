/**
 * A configuration's name in a line or a sentence, where `none` alone would read as if there were nothing:
 * `none (softmax regression)`, `none (softmax regression, lr 0.01)`. Others stay as they are.
 */
export function configurationInWords(name: string): string {
  return name.replace(/^none(?: \((.*)\))?$/, (_, rest?: string) =>
    rest === undefined ? 'none (softmax regression)' : `none (softmax regression, ${rest})`,
  );
}
