import { paint, type Colour } from '../../text/printable.js';

/** Colours of one stream; without colour the text is left alone. */
export type Style = Readonly<Record<Colour, (text: string) => string>>;

export function styleFor(colour: boolean): Style {
  const with_ =
    (name: Colour) =>
    (text: string): string =>
      colour ? paint(text, name) : text;
  return {
    bold: with_('bold'),
    faint: with_('faint'),
    good: with_('good'),
    bad: with_('bad'),
    warning: with_('warning'),
  };
}
