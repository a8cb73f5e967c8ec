import {
  GraphError,
  type GraphFunction,
  type Node,
  type Shape,
  shapeText,
  sizeOf,
} from '../../graph/node.js';
import type { Signature } from '../../graph/saved-model.js';
import type { Graph } from '../../graph/scope.js';
import type { Feed, GraphSession } from '../../native/graph-session.js';
import { type Block, Heap } from './heap.js';
import { type Instruction, Loops } from './loops.js';
import {
  addAssign,
  addLoop,
  arrayOf,
  type ArrayValue,
  bitsIn,
  type Context,
  elementsOf,
  instructionOf,
  OPERATIONS,
  operandsOf,
  OUTPUTS,
  shapeOf,
  sizeOfShape,
  type Step,
  stretched,
  stridesOf,
  type Value,
  type VariableValue,
} from './operations.js';

/**
 * Runs a graph operation by operation, on the processor, where there is no native engine. Signatures
 * are prepared once: functions are written out where they are called, every array has its place in
 * memory, which others take after its last use, and what is computed element by element is fused
 * into loops. Every size must be known; nothing is allocated by a step.
 *
 * @throws GraphError on an operation that it does not know, before anything runs.
 */
export function interpretGraph(
  graph: Graph,
  signatures: Readonly<Record<string, Signature>>,
): GraphSession {
  let programs = programsOf(graph, signatures);
  return {
    run(name, feeds) {
      const program = programs.get(name);
      if (program === undefined) throw new Error(`the graph has no signature ${name}`);
      return program(feeds);
    },
    // What is prepared, and the memory, are nowhere else.
    dispose() {
      programs = new Map();
    },
  };
}

function programsOf(
  graph: Graph,
  signatures: Readonly<Record<string, Signature>>,
): ReadonlyMap<string, Program> {
  const preparation = new Preparation(graph);
  const programs = new Map(
    Object.entries(signatures).map(([name, signature]) => [
      name,
      preparation.signature(name, signature),
    ]),
  );
  preparation.compile();
  return programs;
}

type Program = GraphSession['run'] extends (name: string, ...rest: infer Rest) => infer Result
  ? (...rest: Rest) => Result
  : never;

/** Nodes that run in turn, named as their inputs name them. */
interface Scoped {
  readonly nodes: readonly Node[];
  readonly arguments: readonly string[];
  /** References. */
  readonly results: readonly string[];
  readonly effects: readonly string[];
}

interface Prepared {
  readonly steps: readonly Step[];
  /** Held for whoever asked. */
  readonly results: readonly Value[];
}

/** Where an input comes from: an argument, or output `output` of node `node`. */
type Source = { readonly argument: number } | Output;

interface Output {
  readonly node: number;
  readonly output: number;
}

/** What a node is made with. */
interface Making extends Pick<Context, 'steps' | 'output' | 'allocate' | 'scratch'> {
  /** Lets go of what is held, when the node's outputs hold theirs. */
  readonly release: (value: Value) => void;
  /** Whether what is read must not change with its variable. */
  readonly copies: boolean;
}

/** Nodes that run as one: elementwise ones in one loop, or a single other one. */
interface Unit {
  readonly members: number[];
}

class Preparation {
  readonly heap = new Heap();
  readonly #loops = new Loops();
  readonly #graph: Graph;
  readonly #variables = new Map<string, VariableValue>();
  readonly #fed = new Map<string, Lasting>();
  readonly #constants = new Map<string, Value>();

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  compile(): void {
    this.#loops.compile(this.heap.memory);
  }

  signature(name: string, { inputs, outputs }: Signature): Program {
    const { steps, results } = this.#prepare(
      {
        nodes: this.#graph.nodes,
        arguments: [],
        results: [...Object.values(outputs), ...Object.values(inputs)].map(
          ({ reference }) => reference,
        ),
        effects: [],
      },
      [],
      [],
    );
    const names = Object.keys(outputs);
    const found = results.slice(0, names.length).map(arrayOf);
    const feeds = Object.keys(inputs).map(
      (key, index) => [key, results[names.length + index] as Lasting] as const,
    );
    const addresses = found.map((value) => value.address);
    return (fed) => {
      for (const [key, placeholder] of feeds) {
        const feed = fed[key];
        if (feed === undefined) throw new Error(`signature ${name} lacks ${key}`);
        this.#feed(key, placeholder, feed);
      }
      for (const step of steps) step();
      const entries = found.map(
        (value, index) => [names[index], this.#copyOf(value, addresses[index] ?? 0)] as const,
      );
      return Object.fromEntries(entries) as ReturnType<Program>;
    };
  }

  #feed(key: string, { fed, dtype, shape, place }: Lasting, feed: Feed): void {
    const isFloat = dtype === 'float32';
    const values = typeof feed === 'number' ? Int32Array.of(feed) : feed.values;
    if (fed === undefined || isFloat !== values instanceof Float32Array) {
      throw new Error(`${key} is ${dtype}`);
    }
    if (values.length !== sizeOfShape(shape)) {
      throw new Error(`${key}: ${values.length} values for ${shapeText(shape)}`);
    }
    // What is in memory is copied there; what is not, are bytes, which a variable may keep.
    if (place === undefined) fed.array = values.slice();
    else this.heap.now[isFloat ? 'f32' : 'i32'].set(values, place >>> 2);
  }

  #copyOf(value: ArrayValue, address: number): Float32Array | Int32Array {
    const { f32, i32 } = this.heap.now;
    const from = address >>> 2;
    const to = from + sizeOfShape(value.shape);
    if (value.dtype === 'float32') return f32.slice(from, to);
    return value.dtype === 'bool' ? i32.slice(from, to).map(Math.abs) : i32.slice(from, to);
  }

  /**
   * Writes out nodes with these arguments.
   *
   * @param targets where results must be written, by index.
   */
  #prepare(
    scoped: Scoped,
    args: readonly Value[],
    targets: readonly (ArrayValue | undefined)[],
  ): Prepared {
    const plan = new Plan(scoped, args);
    const steps: Step[] = [];
    const values: (readonly Value[])[] = [];
    const left = [...plan.uses];
    const valueOf = (source: Source): Value => {
      const value =
        'argument' in source ? args[source.argument] : values[source.node]?.[source.output];
      if (value === undefined) throw new GraphError('a value is used before it is there');
      return value;
    };
    // A result that a node makes is written where it must be, once.
    const wanted = new Map<string, ArrayValue>();
    plan.results.forEach((source, index) => {
      const target = targets[index];
      if (target === undefined || 'argument' in source) return;
      const key = `${source.node}:${source.output}`;
      if (!wanted.has(key)) wanted.set(key, target);
    });
    for (const { members } of plan.units) {
      const scratch: Block[] = [];
      const made: Block[] = [];
      const allocate = (shape: readonly number[], dtype: string): ArrayValue => {
        const block = this.heap.allocate(4 * sizeOfShape(shape));
        made.push(block);
        return { kind: 'array', shape, dtype, address: block.address, block };
      };
      const outputOf = (node: number, index: number): ArrayValue => {
        const own = scoped.nodes[node] as Node;
        const target = wanted.get(`${node}:${index}`);
        const shape = shapeOf(own, index);
        const dtype = own.outputs[index]?.dtype ?? '';
        return target === undefined ? allocate(shape, dtype) : { ...target, shape };
      };
      const [first = 0] = members;
      const node = scoped.nodes[first] as Node;
      if (plan.instructions[first] !== undefined) {
        this.#addFused(scoped, plan, members, { steps, values, valueOf, outputOf });
      } else {
        const inputs = (plan.inputs[first] ?? []).map(valueOf);
        values[first] = this.#run(node, inputs, {
          steps,
          allocate,
          output: (index = 0) => outputOf(first, index),
          scratch: (size) => {
            const block = this.heap.allocate(4 * size);
            scratch.push(block);
            return {
              kind: 'array',
              shape: [size],
              dtype: 'float32',
              address: block.address,
              block,
            };
          },
          release: (value) => {
            const block = blockOf(value);
            if (block !== undefined) made.push(block);
          },
          copies: plan.copies.has(first),
        });
      }
      // Each output holds its memory until its last use; what made it, until here.
      for (const member of members) {
        values[member]?.forEach((value, output) => {
          if ((left[member]?.[output] ?? 0) > 0) hold(value);
        });
      }
      for (const block of [...made, ...scratch]) this.heap.drop(block);
      for (const source of plan.usedBy(members)) {
        const counts = left[source.node];
        if (counts === undefined) continue;
        counts[source.output] = (counts[source.output] ?? 0) - 1;
        if (counts[source.output] === 0) this.#drop(valueOf(source));
      }
    }
    const results = plan.results.map((source, index) => {
      const value = valueOf(source);
      const target = targets[index];
      if (target === undefined) {
        hold(value);
        return value;
      }
      addAssign({ loops: this.#loops, steps }, arrayOf(value), target);
      return target;
    });
    const dropped = new Set<string>();
    for (const source of plan.results) {
      if ('argument' in source) continue;
      const key = `${source.node}:${source.output}`;
      if (!dropped.has(key)) this.#drop(valueOf(source));
      dropped.add(key);
    }
    return { steps, results };
  }

  #drop(value: Value): void {
    const block = blockOf(value);
    if (block !== undefined) this.heap.drop(block);
  }

  /** One loop that computes all members. */
  #addFused(
    scoped: Scoped,
    plan: Plan,
    members: readonly number[],
    {
      steps,
      values,
      valueOf,
      outputOf,
    }: {
      readonly steps: Step[];
      readonly values: (readonly Value[])[];
      readonly valueOf: (source: Source) => Value;
      readonly outputOf: (node: number, index: number) => ArrayValue;
    },
  ): void {
    const dims = shapeOf(scoped.nodes[members[0] ?? 0] as Node);
    const code: Instruction[] = [];
    const addresses: number[] = [];
    const inputs: number[][] = [];
    const places = new Map<string, number>();
    const place = (key: string, instruction: () => Instruction): number => {
      const present = places.get(key);
      if (present !== undefined) return present;
      const own = instruction();
      code.push(own);
      places.set(key, code.length - 1);
      return code.length - 1;
    };
    const inside = new Set(members);
    const operand = (source: Source): number => {
      if (!('argument' in source) && inside.has(source.node)) {
        return places.get(`node ${source.node}`) as number;
      }
      const value = arrayOf(valueOf(source));
      if (value.bits !== undefined) {
        const { bits } = value;
        return place(`bits ${bits}`, () => ({ kind: 'bits', bits }));
      }
      const strides = stretched(value.shape, dims);
      return place(`at ${value.address} ${strides.join()}`, () => {
        addresses.push(value.address);
        inputs.push(strides);
        return { kind: 'input', input: inputs.length - 1 };
      });
    };
    const stored: { readonly member: number; readonly at: number }[] = [];
    for (const member of members) {
      const node = scoped.nodes[member] as Node;
      const name = plan.instructions[member] as string;
      const args = (plan.inputs[member] ?? []).slice(0, operandsOf(node)).map(operand);
      // A sum of many is added up one by one.
      const rounds = node.op === 'AddN' ? args.slice(1).map((arg) => [arg]) : [args.slice(1)];
      let at = args[0] ?? 0;
      if (node.op === 'AddN' && rounds.length === 0) rounds.push([]);
      for (const rest of rounds) {
        const isAlone = node.op === 'AddN' && rest.length === 0;
        code.push({ kind: 'apply', name: isAlone ? 'identity' : name, args: [at, ...rest] });
        at = code.length - 1;
      }
      places.set(`node ${member}`, at);
      if (plan.isUsedOutside(member, inside)) stored.push({ member, at });
    }
    const outputs = stored.map(({ member }) => outputOf(member, 0));
    stored.forEach(({ member }, index) => (values[member] = [outputs[index] as Value]));
    addLoop(
      { loops: this.#loops, steps },
      {
        dims,
        inputs,
        outputs: outputs.map(() => stridesOf(dims)),
        code,
        stores: stored.map(({ at }) => at),
      },
      [...addresses, ...outputs.map(({ address }) => address)],
    );
  }

  #run(node: Node, inputs: readonly Value[], context: Making): readonly Value[] {
    const { steps } = context;
    switch (node.op) {
      case 'NoOp':
        return [];
      case 'Const':
        return [this.#constant(node)];
      case 'Fill':
      case 'ZerosLike':
        return [this.#filled(node, inputs)];
      case 'Placeholder':
        return [this.#placeholder(node)];
      case 'VarHandleOp':
        return [this.#variable(node)];
      case 'ReadVariableOp':
        return [this.#read(variableOf(inputs[0]), context)];
      case 'AssignVariableOp':
        this.#assign(variableOf(inputs[0]), inputs[1], steps);
        return [];
      case 'StatefulPartitionedCall':
      case 'PartitionedCall': {
        const prepared = this.#prepare(this.#function(node, 'f'), inputs, []);
        for (const step of prepared.steps) steps.push(step);
        for (const result of prepared.results) context.release(result);
        return prepared.results;
      }
      case 'While':
      case 'StatelessWhile':
        return this.#loop(node, inputs, context);
      default: {
        const run = OPERATIONS[node.op];
        if (run === undefined) {
          throw new GraphError(`the interpreter has no operation ${node.op} (${node.name})`);
        }
        return run({ ...context, heap: this.heap, loops: this.#loops, node, inputs });
      }
    }
  }

  #function(node: Node, attribute: string): Scoped & { readonly nodes: readonly Node[] } {
    const named = node.attributes[attribute];
    const found = this.#graph.functions.find(
      ({ name }) => named?.kind === 'function' && name === named.value,
    );
    if (found === undefined) throw new GraphError(`${node.name}: no function ${attribute}`);
    return scopedOf(found);
  }

  /**
   * A loop whose variables lie in two sets of places in turn: each round reads one and writes the
   * other. What goes round unchanged, lists and variables stay where they are.
   */
  #loop(
    node: Node,
    inputs: readonly Value[],
    { steps, allocate, scratch }: Making,
  ): readonly Value[] {
    const condition = this.#function(node, 'cond');
    const body = this.#function(node, 'body');
    const stays = inputs.map(
      (value, index) => value.kind !== 'array' || body.results[index] === body.arguments[index],
    );
    const here = inputs.map((value, index) => {
      if (stays[index] === true) return value;
      const { shape, dtype } = arrayOf(value);
      const own = allocate(shape, dtype);
      addAssign({ loops: this.#loops, steps }, arrayOf(value), own);
      return own;
    });
    const there = here.map((value, index) => {
      if (stays[index] === true) return value;
      const { shape, dtype } = arrayOf(value);
      return { ...scratch(sizeOfShape(shape)), shape, dtype };
    });
    const targets = (places: readonly Value[]): (ArrayValue | undefined)[] =>
      places.map((value, index) => (stays[index] === true ? undefined : arrayOf(value)));
    const half = (from: readonly Value[], to: readonly Value[]): readonly [() => boolean, Step] => {
      const goesOn = this.#prepare(condition, from, []);
      const round = this.#prepare(body, from, targets(to));
      round.results.forEach((value, index) => {
        if (stays[index] !== true) return;
        const [one, other] = [blockOf(value), blockOf(inputs[index] as Value)];
        if (value !== inputs[index] && (one !== other || value.kind !== 'list')) {
          throw new GraphError(`${node.name}: variable ${index} does not stay in its place`);
        }
        this.#drop(value);
      });
      const flag = arrayOf(goesOn.results[0]);
      this.#drop(flag);
      const at = flag.address >>> 2;
      return [
        () => {
          for (const step of goesOn.steps) step();
          return this.heap.now.i32[at] !== 0;
        },
        () => {
          for (const step of round.steps) step();
        },
      ];
    };
    const [hereGoesOn, toThere] = half(here, there);
    const [thereGoesOn, toHere] = half(there, here);
    const back: Step[] = [];
    there.forEach((value, index) => {
      if (stays[index] === true) return;
      addAssign({ loops: this.#loops, steps: back }, arrayOf(value), arrayOf(here[index]));
    });
    steps.push(() => {
      for (;;) {
        if (!hereGoesOn()) return;
        toThere();
        if (!thereGoesOn()) {
          for (const step of back) step();
          return;
        }
        toHere();
      }
    });
    return here;
  }

  #constant(node: Node): Value {
    const attribute = node.attributes['value'];
    if (attribute?.kind !== 'tensor') throw new GraphError(`${node.name}: no value`);
    const { dtype, shape, values } = attribute.value;
    const key = `${dtype}[${shape.join()}] ${values.join()}`;
    const present = this.#constants.get(key);
    if (present !== undefined) return present;
    const elements = values.map((value) => bitsIn(dtype, value));
    const [bits] = elements;
    const isUniform = elements.every((other) => other === bits);
    const made = new Lasting(this.heap, dtype, shape, {
      known: values,
      bits: isUniform ? bits : undefined,
      fill: (at) => this.heap.now.i32.set(elements, at),
    });
    this.#constants.set(key, made);
    return made;
  }

  #filled(node: Node, inputs: readonly Value[]): Value {
    const shape = shapeOf(node);
    const dtype = node.outputs[0]?.dtype ?? '';
    const number = node.op === 'Fill' ? arrayOf(inputs[1]).known?.[0] : 0;
    if (number === undefined) throw new GraphError(`${node.name}: input 1 must be constant`);
    const bits = bitsIn(dtype, number);
    const size = sizeOfShape(shape);
    return new Lasting(this.heap, dtype, shape, {
      bits,
      fill: (at) => this.heap.now.i32.fill(bits, at, at + size),
    });
  }

  #placeholder(node: Node): Value {
    const shape = shapeOf(node);
    const dtype = node.outputs[0]?.dtype ?? '';
    const present = this.#fed.get(node.name);
    if (present !== undefined) return present;
    const made = new Lasting(this.heap, dtype, shape, { fed: { array: new Int32Array() } });
    this.#fed.set(node.name, made);
    return made;
  }

  #variable(node: Node): VariableValue {
    const shared = node.attributes['shared_name'];
    const name = shared?.kind === 'text' ? shared.value : node.name;
    const present = this.#variables.get(name);
    if (present !== undefined) return present;
    const [type, size] = [node.attributes['dtype'], node.attributes['shape']];
    if (type?.kind !== 'type' || size?.kind !== 'shape') {
      throw new GraphError(`${node.name}: no type or shape`);
    }
    const shape = knownShape(size.value);
    const array =
      type.value === 'uint8' ? undefined : new Lasting(this.heap, type.value, shape, {});
    const variable: VariableValue = {
      kind: 'variable',
      name,
      dtype: type.value,
      shape,
      array,
      bytes: new Uint8Array(),
    };
    this.#variables.set(name, variable);
    return variable;
  }

  #read(
    variable: VariableValue,
    { copies, output, steps }: { copies: boolean; output: () => ArrayValue; steps: Step[] },
  ): Value {
    const { array, shape } = variable;
    if (array === undefined) {
      return { kind: 'bytes', shape, lasts: true, box: () => variable.bytes };
    }
    if (!copies) return array;
    const own = output();
    addAssign({ loops: this.#loops, steps }, array, own);
    return own;
  }

  #assign(variable: VariableValue, value: Value | undefined, steps: Step[]): void {
    if (variable.array !== undefined) {
      addAssign({ loops: this.#loops, steps }, arrayOf(value), variable.array);
      return;
    }
    if (value?.kind !== 'bytes' || !value.lasts) {
      throw new GraphError(`${variable.name} keeps no bytes but those that are fed`);
    }
    const { box } = value;
    steps.push(() => {
      variable.bytes = box();
    });
  }
}

/** An array that lives as long as the session; it has a place once that is asked for. */
class Lasting implements ArrayValue {
  readonly kind = 'array';
  readonly block = undefined;
  readonly bits?: number;
  readonly known?: readonly number[];
  readonly fed?: { array: Float32Array | Int32Array };
  readonly #heap: Heap;
  readonly #fill: ((at: number) => void) | undefined;
  #address: number | undefined;

  /** @param options.fill writes what it holds from this element of the memory on. */
  constructor(
    heap: Heap,
    readonly dtype: string,
    readonly shape: readonly number[],
    options: {
      readonly bits?: number | undefined;
      readonly known?: readonly number[];
      readonly fed?: { array: Float32Array | Int32Array };
      readonly fill?: (at: number) => void;
    },
  ) {
    this.#heap = heap;
    this.#fill = options.fill;
    if (options.bits !== undefined) this.bits = options.bits;
    if (options.known !== undefined) this.known = options.known;
    if (options.fed !== undefined) this.fed = options.fed;
  }

  get address(): number {
    if (this.#address === undefined) {
      this.#address = this.#heap.lasting(4 * elementsOf(this));
      this.#fill?.(this.#address >>> 2);
    }
    return this.#address;
  }

  /** Undefined where nothing needs it in memory. */
  get place(): number | undefined {
    return this.#address;
  }
}

function scopedOf({ nodes, arguments: args, results, effects }: GraphFunction): Scoped {
  return {
    nodes,
    arguments: args.map(({ name }) => name),
    results: results.map(({ reference }) => reference),
    effects,
  };
}

function variableOf(value: Value | undefined): VariableValue {
  if (value?.kind !== 'variable') throw new GraphError(`no variable: ${value?.kind ?? 'nothing'}`);
  return value;
}

function knownShape(shape: Shape): readonly number[] {
  sizeOf(shape);
  return shape as readonly number[];
}

function blockOf(value: Value): Block | undefined {
  if (value.kind === 'array') return value.block;
  return value.kind === 'list' ? value.array.block : undefined;
}

function hold(value: Value): void {
  const block = blockOf(value);
  if (block !== undefined) block.holders += 1;
}

/** What runs in which order, and where each input comes from. */
class Plan {
  /** Of each node in turn; empty for those that are not needed. */
  readonly inputs: (readonly Source[])[] = [];
  /** Of elementwise nodes. */
  readonly instructions: (string | undefined)[] = [];
  readonly units: readonly Unit[];
  readonly results: readonly Source[];
  /** By node and output: how many units use it, and results. */
  readonly uses: number[][];
  /** Reads of variables that are used after the variable is written. */
  readonly copies = new Set<number>();
  readonly #users: { readonly of: readonly Set<number>[]; readonly results: ReadonlySet<number> };
  readonly #unitOf = new Map<number, Unit>();
  /** Nodes that must have run before. */
  readonly #before: Set<number>[];

  constructor(
    private readonly scoped: Scoped,
    args: readonly Value[],
  ) {
    const { nodes } = scoped;
    const byName = new Map(nodes.map(({ name }, index) => [name, index]));
    const argumentOf = new Map(scoped.arguments.map((name, index) => [name, index]));
    const sourceOf = (reference: string): Source => {
      const argument = argumentOf.get(reference);
      if (argument !== undefined) return { argument };
      const [name = '', ...rest] = reference.split(':');
      const node = byName.get(name);
      if (node === undefined) throw new GraphError(`nothing is called ${reference}`);
      const { op, outputs } = nodes[node] as Node;
      const output = Number(rest.at(-1) ?? 0) + (rest.length < 2 ? 0 : placeOf(op, rest[0] ?? ''));
      if (output >= outputs.length) throw new GraphError(`there is no ${reference}`);
      return { node, output };
    };
    this.results = scoped.results.map(sourceOf);
    this.#before = nodes.map(() => new Set<number>());
    const needed = new Set<number>();
    const pending = [
      ...this.results.flatMap((source) => ('node' in source ? [source.node] : [])),
      ...scoped.effects.flatMap((name) => byName.get(name) ?? []),
    ];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (needed.has(next)) continue;
      needed.add(next);
      const node = nodes[next] as Node;
      const own: Source[] = [];
      for (const input of node.inputs) {
        const source = input.startsWith('^') ? undefined : sourceOf(input);
        if (source !== undefined) own.push(source);
        if (source !== undefined && 'argument' in source) continue;
        const before = source === undefined ? byName.get(input.slice(1)) : source.node;
        if (before === undefined) throw new GraphError(`nothing is called ${input}`);
        this.#before[next]?.add(before);
        pending.push(before);
      }
      this.inputs[next] = own;
    }
    const order = [...needed].sort((a, b) => a - b);
    this.#users = {
      of: nodes.map(() => new Set()),
      results: new Set(this.results.flatMap((source) => ('node' in source ? [source.node] : []))),
    };
    for (const node of order) {
      for (const source of this.inputs[node] ?? []) {
        if ('node' in source) this.#users.of[source.node]?.add(node);
      }
    }
    for (const node of order) {
      const dtype = this.#dtypeOf(node, args);
      const own = nodes[node] as Node;
      this.instructions[node] = dtype === undefined ? undefined : instructionOf(own, dtype);
    }
    this.#orderReads(order, args);
    for (const node of order) this.#unitOf.set(node, { members: [node] });
    for (const node of order) this.#fuse(node);
    this.units = this.#sorted(order);
    this.uses = nodes.map(() => []);
    const count = (source: Source): void => {
      if ('argument' in source) return;
      const counts = this.uses[source.node] as number[];
      counts[source.output] = (counts[source.output] ?? 0) + 1;
    };
    for (const { members } of this.units) for (const source of this.usedBy(members)) count(source);
    this.results.forEach(count);
  }

  /** Outputs that a unit takes from other units, each once. */
  usedBy(members: readonly number[]): readonly Output[] {
    const inside = new Set(members);
    const found = new Map<string, Output>();
    for (const member of members) {
      for (const source of this.inputs[member] ?? []) {
        if ('argument' in source || inside.has(source.node)) continue;
        found.set(`${source.node}:${source.output}`, source);
      }
    }
    return [...found.values()];
  }

  isUsedOutside(node: number, inside: ReadonlySet<number>): boolean {
    if (this.#users.results.has(node)) return true;
    return [...(this.#users.of[node] ?? [])].some((user) => !inside.has(user));
  }

  /** Of a node's values: that of its first input, but for a selection, whose first is a condition. */
  #dtypeOf(node: number, args: readonly Value[]): string | undefined {
    const { op } = this.scoped.nodes[node] as Node;
    const source = this.inputs[node]?.[op === 'SelectV2' ? 1 : 0];
    if (source === undefined) return undefined;
    if ('node' in source) {
      return this.scoped.nodes[source.node]?.outputs[source.output]?.dtype;
    }
    const value = args[source.argument];
    return value?.kind === 'array' ? value.dtype : undefined;
  }

  /** What uses a variable as it was read runs before it is written, or uses a copy. */
  #orderReads(order: readonly number[], args: readonly Value[]): void {
    const { nodes } = this.scoped;
    const keyOf = (source: Source | undefined): string => {
      if (source === undefined) return '';
      if ('node' in source) return `node ${source.node}`;
      const value = args[source.argument];
      return value?.kind === 'variable' ? `variable ${value.name}` : `argument ${source.argument}`;
    };
    // What a function is given, it may write.
    const writes = order.filter((node) => /Assign|Call|While/.test(nodes[node]?.op ?? ''));
    for (const read of order) {
      if (nodes[read]?.op !== 'ReadVariableOp') continue;
      const key = keyOf(this.inputs[read]?.[0]);
      const write = writes.find(
        (other) => other > read && this.inputs[other]?.some((source) => keyOf(source) === key),
      );
      if (write === undefined) continue;
      const last = nodes[write]?.op === 'AssignVariableOp' ? write : write - 1;
      const users = this.#allUsers(read);
      if (users === undefined || users.some((user) => user > last)) this.copies.add(read);
      else for (const user of users) if (user !== write) this.#before[write]?.add(user);
      this.#before[write]?.add(read);
    }
  }

  /** Users of a value and of its views; undefined where one is a result. */
  #allUsers(node: number): readonly number[] | undefined {
    if (this.#users.results.has(node)) return undefined;
    const all: number[] = [];
    for (const user of this.#users.of[node] ?? []) {
      all.push(user);
      if (!VIEWS.has(this.scoped.nodes[user]?.op ?? '')) continue;
      const further = this.#allUsers(user);
      if (further === undefined) return undefined;
      all.push(...further);
    }
    return all;
  }

  /** Joins an elementwise node with the units of its inputs where no other must run in between. */
  #fuse(node: number): void {
    if (this.instructions[node] === undefined) return;
    const { nodes } = this.scoped;
    const shape = shapeOf(nodes[node] as Node).join();
    for (const source of this.inputs[node] ?? []) {
      if ('argument' in source || this.instructions[source.node] === undefined) continue;
      if (shapeOf(nodes[source.node] as Node).join() !== shape) continue;
      const [own, other] = [this.#unitOf.get(node), this.#unitOf.get(source.node)] as [Unit, Unit];
      if (own === other || own.members.length + other.members.length > MOST_FUSED) continue;
      if (this.#leadsAround(own, other) || this.#leadsAround(other, own)) continue;
      const joined = { members: [...own.members, ...other.members].sort((a, b) => a - b) };
      for (const member of joined.members) this.#unitOf.set(member, joined);
    }
  }

  /** Whether one unit needs, through a third, what the other makes. */
  #leadsAround(from: Unit, to: Unit): boolean {
    const seen = new Set<Unit>([from]);
    const pending: Unit[] = [];
    // Nodes need only those that were made before them.
    const [first = 0] = to.members;
    const enter = (unit: Unit): void => {
      for (const member of unit.members) {
        for (const before of this.#before[member] ?? []) {
          const next = this.#unitOf.get(before) as Unit;
          if (seen.has(next) || (unit === from && next === to)) continue;
          if ((next.members.at(-1) ?? 0) < first) continue;
          seen.add(next);
          pending.push(next);
        }
      }
    };
    enter(from);
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (next === to) return true;
      enter(next);
    }
    return false;
  }

  /** Units after what they need, else as their last nodes were made. */
  #sorted(order: readonly number[]): readonly Unit[] {
    const done = new Set<Unit>();
    const sorted: Unit[] = [];
    const visit = (unit: Unit): void => {
      if (done.has(unit)) return;
      done.add(unit);
      const before = new Set<Unit>();
      for (const member of unit.members) {
        for (const node of this.#before[member] ?? []) before.add(this.#unitOf.get(node) as Unit);
      }
      for (const other of before) visit(other);
      sorted.push(unit);
    };
    const units = new Set(order.map((node) => this.#unitOf.get(node) as Unit));
    for (const unit of [...units].sort(
      (a, b) => (a.members.at(-1) ?? 0) - (b.members.at(-1) ?? 0),
    )) {
      visit(unit);
    }
    return sorted;
  }
}

/** A loop with more would have more values than a processor has registers. */
const MOST_FUSED = 60;

/** Operations whose result may be the memory of an input. */
const VIEWS = new Set([
  'Reshape',
  'Squeeze',
  'ExpandDims',
  'Identity',
  'Bitcast',
  'Slice',
  'StridedSlice',
  'Transpose',
  'ReverseV2',
  'SplitV',
  'Split',
  'Unpack',
  'StatefulPartitionedCall',
  'PartitionedCall',
  'While',
  'StatelessWhile',
]);

/** Where outputs of that name begin among a node's outputs. */
function placeOf(op: string, output: string): number {
  return Math.max(0, OUTPUTS[op]?.indexOf(output) ?? 0);
}
