export type Theme = 'light' | 'dark';

/** The colours of a theme, for the page and its charts alike. */
export interface Palette {
  readonly paper: string;
  readonly panel: string;
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly accent: string;
  readonly accentSoft: string;
  readonly faded: string;
  readonly warning: string;
  /** Told apart with the common colour deficiencies, and always paired with SHAPES. */
  readonly families: readonly string[];
  /** Ordered from few FLOPs to many: the ends of it are cut where they would vanish on paper. */
  readonly ordered: readonly string[];
}

export const SHAPES = ['circle', 'square', 'triangle-up', 'diamond', 'cross'] as const;

export const PALETTES: Readonly<Record<Theme, Palette>> = {
  light: {
    paper: '#ffffff',
    panel: '#f6f7f9',
    ink: '#1b1f24',
    muted: '#57606a',
    line: '#dfe3e8',
    accent: '#0b5cad',
    accentSoft: '#e8f1fb',
    faded: '#8a94a0',
    warning: '#9a3412',
    families: ['#0b5cad', '#b4460c', '#177245', '#7a3fc4', '#a3195b'],
    ordered: [
      '#e08a00',
      '#d1495b',
      '#9b2f7e',
      '#5b2a9d',
      '#2b3a9f',
      '#0b6fb8',
      '#0a8a8a',
      '#17653a',
    ],
  },
  dark: {
    paper: '#13161a',
    panel: '#1b2026',
    ink: '#e7eaee',
    muted: '#a5afba',
    line: '#303841',
    accent: '#74b5ff',
    accentSoft: '#172a40',
    faded: '#7d8894',
    warning: '#ffab70',
    families: ['#74b5ff', '#ffab70', '#63d495', '#c3a0ff', '#ff8cbd'],
    ordered: [
      '#ffc95c',
      '#ff9e80',
      '#ff80ab',
      '#d59bff',
      '#a3b1ff',
      '#74c5ff',
      '#5fe0d8',
      '#7ee08f',
    ],
  },
};
