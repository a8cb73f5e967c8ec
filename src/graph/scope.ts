import {
  type Argument,
  type Attributes,
  type DType,
  GraphError,
  type GraphFunction,
  type Node,
  type Shape,
  type Tensor,
} from './node.js';

/** What an operation gives under one name: one tensor, or a list of them. */
export interface OutputDefinition {
  /** As TensorFlow's definition of the operation names it. */
  readonly name: string;
  readonly tensors: readonly { readonly dtype: DType; readonly shape: Shape }[];
}

export interface OperationDefinition {
  readonly op: string;
  readonly inputs: readonly Tensor[];
  readonly attributes?: Attributes;
  readonly outputs: readonly OutputDefinition[];
  /** Variables that it reads or writes; such operations keep the order in which they were made. */
  readonly reads?: readonly Tensor[];
  readonly writes?: readonly Tensor[];
  /** What its name begins with, instead of the operation's. */
  readonly name?: string;
}

/** An operation as it stands in a scope, with the tensors that it takes and gives. */
export interface Operation {
  readonly definition: OperationDefinition;
  readonly outputs: readonly Tensor[];
  /**
   * How a gradient goes back through several operations at once, of which this one stands for all;
   * absent where the rule of `op` says it.
   */
  readonly compound?: Compound;
}

/** Inputs and outputs of several operations as of one, and its gradient. */
export interface Compound {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  /** Of each input; undefined where the outputs do not depend on it, or nobody asks (`wanted`). */
  readonly backward: (
    scope: Scope,
    gradients: readonly (Tensor | undefined)[],
    wanted: readonly boolean[],
  ) => readonly (Tensor | undefined)[];
}

/** Operations that belong together: a graph, or the body of a function. */
export abstract class Scope {
  readonly nodes: Node[] = [];
  /** In the order in which they were made. */
  readonly operations: Operation[] = [];
  /** Constants that it has, by type, shape and values: each is there once. */
  readonly constants = new Map<string, Tensor>();
  /** Whether operations on variables run in the order in which they were made. */
  protected readonly ordered: boolean = true;
  readonly #names = new Map<string, number>();
  readonly #producers = new Map<Tensor, Operation>();
  /** What depends on its inputs alone is there once. */
  readonly #known = new Map<string, readonly Tensor[]>();
  /** Per variable: what wrote it last, and what has read it since. */
  readonly #lastWrite = new Map<string, string>();
  readonly #readsSince = new Map<string, string[]>();

  /** Adds an operation; gives its outputs in turn, lists flattened. */
  add(definition: OperationDefinition): Tensor[] {
    const { op, inputs, attributes = {}, outputs, reads = [], writes = [] } = definition;
    const references = inputs.map((input) => this.resolve(input).reference);
    const key = keyOf(definition, references);
    const known = key === null ? undefined : this.#known.get(key);
    if (known !== undefined) return [...known];
    const name = this.uniqueName(definition.name ?? op);
    const control = this.ordered ? this.#ordering(name, reads, writes) : [];
    this.nodes.push({
      name,
      op,
      inputs: [...references, ...control.map((before) => `^${before}`)],
      attributes,
      outputs: outputs.flatMap(({ tensors }) => tensors),
    });
    let position = 0;
    const made = outputs.flatMap((output) =>
      output.tensors.map(({ dtype, shape }, index): Tensor => {
        const reference = this.referenceTo(name, output.name, index, position);
        position += 1;
        return { scope: this, dtype, shape, reference };
      }),
    );
    const operation = { definition, outputs: made };
    this.operations.push(operation);
    for (const tensor of made) this.#producers.set(tensor, operation);
    if (key !== null) this.#known.set(key, made);
    return made;
  }

  /** The operation of this scope that makes it; undefined for an argument, and what is from around. */
  producerOf(tensor: Tensor): Operation | undefined {
    return this.#producers.get(tensor);
  }

  /** Says that the operations made since `from` (of `operations`) have one gradient. */
  join(from: number, compound: Compound): void {
    const inside = this.operations.splice(from, Infinity, {
      definition: { op: 'compound', inputs: compound.inputs, outputs: [] },
      outputs: compound.outputs,
      compound,
    });
    // Whoever made one of them again would get a tensor through which no gradient finds its way.
    const hidden = new Set(inside.flatMap(({ outputs }) => outputs));
    for (const [key, [first]] of this.#known) {
      if (first !== undefined && hidden.has(first)) this.#known.delete(key);
    }
  }

  /** A name that no node here has: `MatMul`, `MatMul_1`. */
  uniqueName(base: string): string {
    const count = this.#names.get(base) ?? 0;
    this.#names.set(base, count + 1);
    return count === 0 ? base : `${base}_${count}`;
  }

  /** Nodes that wrote a variable last. */
  protected effects(): string[] {
    return [...new Set(this.#lastWrite.values())];
  }

  /** The graph that this is a part of. */
  abstract get graph(): Graph;

  /** How nodes here name the tensor, which may come from a scope around this one. */
  abstract resolve(tensor: Tensor): Tensor;

  protected abstract referenceTo(
    node: string,
    output: string,
    index: number,
    position: number,
  ): string;

  /** A read follows the write before it; a write follows that and the reads in between. */
  #ordering(name: string, reads: readonly Tensor[], writes: readonly Tensor[]): string[] {
    const before = new Set<string>();
    for (const variable of reads.map((read) => this.resolve(read).reference)) {
      const write = this.#lastWrite.get(variable);
      if (write !== undefined) before.add(write);
      this.#readsSince.set(variable, [...(this.#readsSince.get(variable) ?? []), name]);
    }
    for (const variable of writes.map((write) => this.resolve(write).reference)) {
      const write = this.#lastWrite.get(variable);
      if (write !== undefined) before.add(write);
      for (const read of this.#readsSince.get(variable) ?? []) before.add(read);
      this.#lastWrite.set(variable, name);
      this.#readsSince.set(variable, []);
    }
    before.delete(name);
    return [...before];
  }
}

/** Not the same when they are made twice: their results have an identity, or they have effects. */
const UNIQUE: ReadonlySet<string> = new Set([
  'Placeholder',
  'VarHandleOp',
  'Const',
  'StatefulPartitionedCall',
  'While',
  'StatelessWhile',
  'TensorListReserve',
  'TensorListFromTensor',
]);

function keyOf(
  { op, attributes = {}, reads = [], writes = [] }: OperationDefinition,
  references: readonly string[],
): string | null {
  if (UNIQUE.has(op) || reads.length > 0 || writes.length > 0) return null;
  return `${op}(${references.join()})${JSON.stringify(attributes)}`;
}

/** What functions that are used together (a loop's condition and body) take from around them. */
export class Captures {
  readonly #of = new Map<Tensor, Argument>();

  argumentFor(tensor: Tensor): Argument {
    const present = this.#of.get(tensor);
    if (present !== undefined) return present;
    const { dtype, shape } = tensor;
    const argument = { name: `captured_${this.#of.size}`, dtype, shape };
    this.#of.set(tensor, argument);
    return argument;
  }

  get tensors(): readonly Tensor[] {
    return [...this.#of.keys()];
  }

  get arguments(): readonly Argument[] {
    return [...this.#of.values()];
  }
}

/** The body of a function. Tensors from around it become further arguments when they are used. */
export class FunctionScope extends Scope {
  readonly #around: Scope;
  readonly #captures: Captures;
  readonly #arguments: readonly Argument[];
  /** One tensor for each argument, since captures tell tensors by identity. */
  readonly #tensors = new Map<string, Tensor>();

  constructor(around: Scope, captures: Captures, args: readonly Argument[]) {
    super();
    this.#around = around;
    this.#captures = captures;
    this.#arguments = args;
    for (const { name } of args) this.uniqueName(name);
  }

  override get graph(): Graph {
    return this.#around.graph;
  }

  get arguments(): readonly Tensor[] {
    return this.#arguments.map((argument) => this.#tensorOf(argument));
  }

  override resolve(tensor: Tensor): Tensor {
    if (tensor.scope === this) return tensor;
    return this.#tensorOf(this.#captures.argumentFor(this.#around.resolve(tensor)));
  }

  /** The function with these results. Its captures are complete only when its partner is made too. */
  finish(name: string, results: readonly Tensor[]): () => GraphFunction {
    // An argument that is returned as it came must be resolved while captures can still grow.
    const resolved = results.map((result) => this.resolve(result));
    return () => ({
      name,
      arguments: [...this.#arguments, ...this.#captures.arguments],
      nodes: this.nodes,
      results: resolved.map(({ reference, dtype, shape }, index) => ({
        name: `result_${index}`,
        reference,
        dtype,
        shape,
      })),
      effects: this.effects(),
    });
  }

  protected override referenceTo(node: string, output: string, index: number): string {
    return `${node}:${output}:${index}`;
  }

  #tensorOf({ name, dtype, shape }: Argument): Tensor {
    const present = this.#tensors.get(name);
    if (present !== undefined) return present;
    const tensor = { scope: this, dtype, shape, reference: name };
    this.#tensors.set(name, tensor);
    return tensor;
  }
}

/**
 * The graph itself, with the library of its functions. What belongs to one signature is one call, so
 * that a program that runs one of them runs nothing of the others.
 */
export class Graph extends Scope {
  protected override readonly ordered = false;
  readonly functions: GraphFunction[] = [];
  readonly #functionNames = new Map<string, number>();

  /** @param addsByProducts whether gradients add up many numbers by a product with ones. */
  constructor(readonly addsByProducts = false) {
    super();
  }

  override get graph(): Graph {
    return this;
  }

  functionName(base: string): string {
    const count = this.#functionNames.get(base) ?? 0;
    this.#functionNames.set(base, count + 1);
    return count === 0 ? base : `${base}_${count}`;
  }

  override resolve(tensor: Tensor): Tensor {
    if (tensor.scope === this) return tensor;
    throw new GraphError(`${tensor.reference} is inside a function and used outside of it`);
  }

  protected override referenceTo(
    node: string,
    _output: string,
    _index: number,
    position: number,
  ): string {
    return `${node}:${position}`;
  }
}
