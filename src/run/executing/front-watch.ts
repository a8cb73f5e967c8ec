import { type ConfigurationSummary, summarizeConfigurations } from '../../front/configurations.js';
import { frontOf } from '../../front/front.js';
import type { Objective } from '../../trial/objective.js';
import type { TrialRecord } from '../../trial/records.js';

/** Rows of a sweep as they are stored now. */
export interface StoredRows {
  readonly all: () => readonly TrialRecord[];
  readonly of: (configuration: string) => readonly TrialRecord[];
}

/**
 * Follows the front of a sweep while it is trained. What a complete configuration has does not change
 * any more, so only the front so far is kept and each newcomer is held against it: the sweep is read
 * once, then the rows of one configuration at a time.
 */
export class FrontWatch {
  readonly #rows: StoredRows;
  readonly #objectives: readonly Objective[];
  #front: readonly ConfigurationSummary[] | undefined;

  constructor(rows: StoredRows, objectives: readonly Objective[]) {
    this.#rows = rows;
    this.#objectives = objectives;
  }

  /**
   * To be asked whenever a trial of the configuration has completed.
   *
   * @returns the configuration where it is complete now and no other complete one dominates it.
   */
  joins(configuration: string): ConfigurationSummary | null {
    const [item] = summarizeConfigurations(this.#rows.of(configuration));
    if (item?.complete !== true) return null;
    this.#front ??= frontOf(summarizeConfigurations(this.#rows.all()), this.#objectives);
    const others = this.#front.filter((other) => other.configuration !== configuration);
    this.#front = frontOf([...others, item], this.#objectives);
    return this.#front.includes(item) ? item : null;
  }
}
