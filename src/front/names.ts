import {
  type ConfigurationColumns,
  HYPERPARAMETERS,
  HYPERPARAMETER_NAMES,
} from '../quantity/hyperparameters.js';
import type { TrialRecord } from '../trial/records.js';
import { printableLine } from '../text/printable.js';

/** What a name is made of. */
export type NamedConfiguration = Pick<TrialRecord, 'configuration'> & ConfigurationColumns;

/** What tells configurations of equal hidden layers apart, and how it is written. */
const PARTS: readonly {
  readonly of: (configuration: NamedConfiguration) => string | number | null;
  readonly write: (value: string | number) => string;
}[] = [
  { of: (item) => item.family, write: String },
  ...HYPERPARAMETER_NAMES.map((name) => ({
    // `none` where no layer has one: that alone tells nothing apart.
    of: (item: NamedConfiguration) => (item[name] === 'none' ? null : item[name]),
    write: HYPERPARAMETERS[name].inName,
  })),
];

/**
 * A short name per configuration id: its hidden layers, then only those hyper-parameters that take
 * several values in this sweep: `100-100`, or `100-100 (lr 0.01)`.
 */
export function nameConfigurations(
  configurations: readonly NamedConfiguration[],
): ReadonlyMap<string, string> {
  const own = ownParameters(configurations);
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
      parts.push(...(own.get(configuration.configuration) ?? []));
      const rest = parts.length === 0 ? '' : ` (${parts.join(', ')})`;
      // One line, whatever the database holds.
      return [configuration.configuration, printableLine(`${configuration.hidden}${rest}`)];
    }),
  );
}

/**
 * Parameters that only its model has, `kernel_size 3`, where the short text of hidden layers does not
 * tell configurations apart that differ in them.
 */
function ownParameters(
  configurations: readonly NamedConfiguration[],
): ReadonlyMap<string, readonly string[]> {
  const networks = new Networks();
  const read = configurations.map((item) => ({ item, network: networks.of(item) }));
  return new Map(
    read.flatMap(({ item, network }) =>
      network === undefined ? [] : [[item.configuration, networks.differing(network)]],
    ),
  );
}

/** A network of parameters that only its model has. */
interface OwnNetwork {
  /** Its family and short text. */
  readonly text: string;
  readonly values: readonly (readonly [string, unknown])[];
  texts?: readonly string[];
}

/** What each of many configurations, that may share networks, has of its own: each network is read once. */
class Networks {
  readonly #byParameters = new Map<string, Map<string, OwnNetwork>>();
  /** Values that are there, by short text and name. */
  readonly #found = new Map<string, Set<string>>();

  /** Undefined where it has no parameters of its own. */
  of({ family, hidden, parameters }: NamedConfiguration): OwnNetwork | undefined {
    if (parameters === '{}') return undefined;
    const text = `${family} ${hidden}`;
    const known = this.#byParameters.get(parameters) ?? new Map<string, OwnNetwork>();
    this.#byParameters.set(parameters, known);
    const before = known.get(text);
    if (before !== undefined) return before;
    const values = Object.entries(JSON.parse(parameters) as Record<string, unknown>);
    for (const [name, value] of values) {
      const key = `${text} ${name}`;
      this.#found.set(key, (this.#found.get(key) ?? new Set()).add(JSON.stringify(value)));
    }
    const network = { text, values };
    known.set(text, network);
    return network;
  }

  /** Those of its values that others of the same short text do not have. */
  differing(network: OwnNetwork): readonly string[] {
    network.texts ??= network.values
      .filter(([name]) => (this.#found.get(`${network.text} ${name}`)?.size ?? 0) > 1)
      .map(([name, value]) => `${name} ${String(value).replaceAll(',', 'x')}`);
    return network.texts;
  }
}
