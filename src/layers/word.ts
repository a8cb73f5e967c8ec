/** What a setting of a layer may be; a name with `$` stands for one of them. */
export type FieldKind =
  /** A whole number from 1 up. */
  | 'size'
  /** One, or one for each dimension. */
  | 'sizes'
  /** A list of whole numbers. */
  | 'shape'
  /** From 0 up to below 1. */
  | 'rate'
  | 'flag'
  | 'padding'
  | 'activation';

/** How specs write a layer: a name, and settings in snake case by Keras's names. */
export interface Word {
  readonly name: string;
  readonly fields: Readonly<Record<string, FieldKind>>;
  /** Settings that must be given. */
  readonly required: readonly string[];
  /** The setting that a bare value stands for: `{dense: 84}`. */
  readonly bare: string | null;
  /** Settings where the spec leaves them out and Keras has no default. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** Settings that are always these: what TensorFlow.js trains. */
  readonly fixed?: Readonly<Record<string, unknown>>;
  /** Dimensions of a sample that it reads; null where any will do. */
  readonly rank: 1 | 2 | 3 | null;
  /** What it is called in a network's short text, before its size; null where it is left out. */
  readonly short: string | null;
  /** The setting that is its size there. */
  readonly size?: string;
}

/** Settings of a layer with an activation and a bias. */
export const ACTIVATED = { activation: 'activation', use_bias: 'flag' } as const;

/** Settings of a kernel that goes over an image. */
export const KERNEL = { kernel_size: 'sizes', strides: 'sizes', padding: 'padding' } as const;
