import { isRecord } from '../../layers/fields.js';
import { type TensorName, tensorNames, tensorsRead } from './inbound.js';
import { type Entry, type Model, nodesOrNone } from './entries.js';

/** How the layers of a functional model are tied, calls counted from 0. */
export class Links {
  readonly #model: Model;
  /** Models among the layers, whose calls are counted from 1: by who reads them. */
  readonly #fromOne: { readonly nodes: ReadonlySet<string>; readonly outputs: ReadonlySet<string> };

  constructor(model: Model) {
    this.#model = model;
    const models = model.entries.filter((entry) => entry.model !== null);
    const nodes = model.entries.flatMap(nodesOrNone);
    const outputs = tensorNames(model.config['output_layers']);
    // Keras 3 counts them from 0 in arguments, and functional ones from 1 in outputs.
    const records = nodes.some((node) => isRecord(node) && 'args' in node);
    // Keras 2 and TensorFlow.js count from 1 whose own inputs are a call of them, in both.
    const reads = records ? [] : [...nodes.flatMap(tensorsRead), ...outputs];
    const past = models.filter((entry) =>
      reads.some(({ layer, call }) => layer === entry.name && call >= nodesOrNone(entry).length),
    );
    const functional = models.filter((entry) => entry.model?.kind === 'Functional');
    const names = (entries: readonly Entry[]) => new Set(entries.map(({ name }) => name));
    this.#fromOne = { nodes: names(past), outputs: names(records ? functional : past) };
  }

  /** The tensors that a call reads. */
  read(node: unknown): readonly TensorName[] {
    return tensorsRead(node).map((name) => fromZero(name, this.#fromOne.nodes));
  }

  outputs(): readonly TensorName[] {
    const names = tensorNames(this.#model.config['output_layers']);
    return names.map((name) => fromZero(name, this.#fromOne.outputs));
  }

  /** Keys of the calls that those tensors are made of. Masks are not followed. */
  leadingTo(outputs: readonly TensorName[]): ReadonlySet<string> {
    const nodes = new Map(this.#model.entries.map((entry) => [entry.name, nodesOrNone(entry)]));
    const found = new Set<string>();
    const stack = [...outputs];
    for (let name = stack.pop(); name !== undefined; name = stack.pop()) {
      const key = keyOf(name);
      if (found.has(key)) continue;
      found.add(key);
      stack.push(...this.read(nodes.get(name.layer)?.[name.call]));
    }
    return found;
  }
}

function fromZero(name: TensorName, fromOne: ReadonlySet<string>): TensorName {
  return fromOne.has(name.layer) && name.call > 0 ? { ...name, call: name.call - 1 } : name;
}

export function keyOf({ layer, call }: TensorName): string {
  return `${layer} ${call}`;
}
