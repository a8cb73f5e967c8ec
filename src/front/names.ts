import type { TrialRecord } from '../trial/records.js';

/** What a name is made of. */
export type NamedConfiguration = Pick<
  TrialRecord,
  | 'configuration'
  | 'family'
  | 'hidden'
  | 'activation'
  | 'dropout'
  | 'optimizer'
  | 'learning_rate'
  | 'weight_decay'
  | 'batch_size'
  | 'epochs'
>;

/** What tells configurations of equal hidden layers apart, and how it is written. */
const PARTS: readonly {
  readonly of: (configuration: NamedConfiguration) => string | number | null;
  readonly write: (value: string | number) => string;
}[] = [
  { of: (item) => item.family, write: String },
  // `none` where no layer has one: that alone tells nothing apart.
  { of: ({ activation }) => (activation === 'none' ? null : activation), write: String },
  { of: (item) => item.dropout, write: (value) => `dropout ${value}` },
  { of: (item) => item.optimizer, write: String },
  { of: (item) => item.learning_rate, write: (value) => `lr ${value}` },
  { of: (item) => item.weight_decay, write: (value) => `decay ${value}` },
  { of: (item) => item.batch_size, write: (value) => `batch ${value}` },
  { of: (item) => item.epochs, write: (value) => `${value} epochs` },
];

/**
 * A short name per configuration id: its hidden layers, then only those hyper-parameters that take
 * several values in this sweep: `100-100`, or `100-100 (lr 0.01)`.
 */
export function nameConfigurations(
  configurations: readonly NamedConfiguration[],
): ReadonlyMap<string, string> {
  const varying = PARTS.filter(({ of }) => {
    const values = new Set(configurations.map(of));
    values.delete(null);
    return values.size > 1;
  });
  return new Map(
    configurations.map((configuration) => {
      const parts = varying.flatMap(({ of, write }) => {
        const value = of(configuration);
        return value === null ? [] : [write(value)];
      });
      const rest = parts.length === 0 ? '' : ` (${parts.join(', ')})`;
      return [configuration.configuration, `${configuration.hidden}${rest}`];
    }),
  );
}
