import { cursor, whileLoop } from './control-flow.js';
import { gradients } from './gradients.js';
import { GraphError, sizes, type Tensor } from './node.js';
import * as op from './ops.js';
import { Captures, FunctionScope, type Operation, type Scope } from './scope.js';

/** What a loop over the parts of sequences begins with; all float32, of known sizes. */
export interface ScanInputs {
  /** What goes from round to round. */
  readonly initial: readonly Tensor[];
  /** [rounds, ...]: round t reads the parts of index t. */
  readonly sequences: readonly Tensor[];
  /** What every round reads as it is. */
  readonly invariants: readonly Tensor[];
  readonly rounds: number;
  /** Whether a gradient will be asked for: then the loop puts aside what that needs. */
  readonly differentiable: boolean;
}

export interface ScanResults {
  readonly state: readonly Tensor[];
  readonly outputs: readonly Tensor[];
}

/** A round: operations on its arguments and on constants alone. */
type Round = (
  scope: Scope,
  state: readonly Tensor[],
  parts: readonly Tensor[],
  invariants: readonly Tensor[],
) => ScanResults;

/**
 * A loop whose rounds read a part each of some sequences.
 *
 * Its gradient is a loop back that reads what this one put aside. An invariant that rounds only
 * multiply with from the right gets its gradient after that loop, as one product over all rounds.
 *
 * @returns the state after the last round, and each round's outputs stacked: [rounds, ...].
 */
export function scan(scope: Scope, name: string, inputs: ScanInputs, round: Round): ScanResults {
  const { initial, sequences, invariants, rounds, differentiable } = inputs;
  const traced = trace(scope, inputs, round);
  const { aside, remade } = differentiable ? residualsOf(traced) : NO_RESIDUALS;
  const from = scope.operations.length;
  const read = sequences.map((sequence) => op.listOf(scope, sequence));
  const fill = [...traced.results.outputs, ...aside].map((tensor) =>
    op.emptyList(scope, rounds, sizes(tensor)),
  );
  const [, ...last] = whileLoop(
    scope,
    name,
    [op.constant(scope, 'int32', 0), ...initial, ...fill.map(({ handle }) => handle)],
    (inner, [index]) => op.less(inner, index as Tensor, op.constant(inner, 'int32', rounds)),
    (inner, [index, ...variables]) => {
      const at = index as Tensor;
      const map = new Map<Tensor, Tensor>();
      setAll(map, traced.state, variables.slice(0, initial.length));
      setAll(map, traced.parts, items(inner, read, at));
      setAll(map, traced.invariants, invariants);
      replay(inner, traced.forward, map);
      const found = (tensor: Tensor): Tensor => mapped(map, tensor);
      const lists = variables.slice(initial.length);
      return [
        op.add(inner, at, op.constant(inner, 'int32', 1)),
        ...traced.results.state.map(found),
        ...[...traced.results.outputs, ...aside].map((tensor, list) =>
          op.setListItem(inner, lists[list] as Tensor, at, found(tensor)),
        ),
      ];
    },
  );
  const state = last.slice(0, initial.length);
  const filled = last
    .slice(initial.length)
    .map((handle, list) => ({ ...(fill[list] as op.TensorList), handle }));
  const outputs = traced.results.outputs.map((_, list) =>
    op.stackList(scope, filled[list] as op.TensorList),
  );
  const kept = filled.slice(outputs.length);
  scope.join(from, {
    inputs: [...initial, ...sequences, ...invariants],
    outputs: [...state, ...outputs],
    backward: (within, given, wanted) => {
      if (!differentiable || within !== scope) throw new GraphError(`no gradient of ${name}`);
      return backward(scope, name, inputs, { ...traced, aside, remade, kept, read }, given, wanted);
    },
  });
  return { state, outputs };
}

/** A product with an invariant on the right: its gradient waits for the end of the loop back. */
interface Product {
  readonly invariant: number;
  readonly operation: Operation;
}

/** A round and its way back, as operations of a scope that is not part of the graph. */
interface Traced {
  readonly state: readonly Tensor[];
  readonly parts: readonly Tensor[];
  readonly invariants: readonly Tensor[];
  readonly results: ScanResults;
  readonly forward: readonly Operation[];
  /** What the way back begins with, the gradients of the results; its operations; what it gives. */
  readonly given: ScanResults;
  readonly back: readonly Operation[];
  /** Gradients; undefined where nothing depends on one. */
  readonly ofState: readonly (Tensor | undefined)[];
  readonly ofParts: readonly (Tensor | undefined)[];
  /** What a round adds; undefined where `products` say it all. */
  readonly ofInvariants: readonly (Tensor | undefined)[];
  readonly products: readonly Product[];
  readonly ofProducts: readonly (Tensor | undefined)[];
}

function trace(
  scope: Scope,
  { initial, sequences, invariants, differentiable }: ScanInputs,
  round: Round,
): Traced {
  const likes = (prefix: string, shapes: readonly Tensor['shape'][]) =>
    shapes.map(
      (shape, index) => ({ name: `${prefix}_${index}`, dtype: 'float32', shape }) as const,
    );
  const scratch = new FunctionScope(scope, new Captures(), [
    ...likes(
      'state',
      initial.map(({ shape }) => shape),
    ),
    ...likes(
      'part',
      sequences.map(({ shape }) => shape.slice(1)),
    ),
    ...likes(
      'invariant',
      invariants.map(({ shape }) => shape),
    ),
  ]);
  const take = cursor(scratch.arguments);
  const own = {
    state: take(initial.length),
    parts: take(sequences.length),
    invariants: take(invariants.length),
  };
  const results = round(scratch, own.state, own.parts, own.invariants);
  const forward = [...scratch.operations];
  if (!differentiable) {
    const nothing = { given: { state: [], outputs: [] }, ofProducts: [], products: [] };
    return {
      ...{ ...own, ...nothing, results, forward, back: [] },
      ...{ ofState: [], ofParts: [], ofInvariants: [] },
    };
  }
  const likeResult = ({ shape }: Tensor): Tensor =>
    op.placeholder(scratch, 'given', 'float32', shape);
  const given = {
    state: results.state.map(likeResult),
    outputs: results.outputs.map(likeResult),
  };
  const before = scratch.operations.length;
  const products = own.invariants.flatMap((invariant, index) =>
    productsWith(forward, invariant).map((operation) => ({ invariant: index, operation })),
  );
  const later = new Set(products.map(({ invariant }) => invariant));
  const seeds = [...results.state, ...results.outputs].map(
    (tensor, index) => [tensor, [...given.state, ...given.outputs][index] as Tensor] as const,
  );
  const of = [
    ...own.state,
    ...own.parts,
    ...own.invariants.filter((_, index) => !later.has(index)),
    ...products.map(({ operation }) => operation.outputs[0] as Tensor),
  ];
  const takeFound = cursor(gradients(scratch, seeds, of));
  const [ofState, ofParts] = [takeFound(initial.length), takeFound(sequences.length)];
  const others = takeFound(invariants.length - later.size);
  const nextOther = others.values();
  return {
    ...{ ...own, results, forward, given, products, ofState, ofParts },
    ofInvariants: invariants.map((_, index) =>
      later.has(index) ? undefined : nextOther.next().value,
    ),
    ofProducts: takeFound(products.length),
    back: scratch.operations.slice(before),
  };
}

/** The products that an invariant is the right operand of; none where it is used in any other way. */
function productsWith(forward: readonly Operation[], invariant: Tensor): readonly Operation[] {
  const users = forward.filter(({ definition: { inputs } }) => inputs.includes(invariant));
  const fits = users.every(({ definition: { op: name, inputs, attributes = {} } }) => {
    const flags = ['transpose_a', 'transpose_b', 'adj_x', 'adj_y'].map((flag) => attributes[flag]);
    const plain = flags.every((flag) => flag?.kind !== 'bool' || !flag.value);
    const product = name === 'MatMul' || name === 'BatchMatMulV2';
    return product && plain && inputs[1] === invariant && inputs[0] !== invariant;
  });
  return fits ? users : [];
}

/** What of the loop the way back reads, besides the parts of sequences. */
interface Residuals {
  /** Put aside: an element a round each. */
  readonly aside: readonly Tensor[];
  /** What makes the others of these, in each round back. */
  readonly remade: readonly Operation[];
}

/** Operations that take less time than to put aside what they make. */
const REMADE: ReadonlySet<string> = new Set(['AddV2', 'Sub', 'Mul', 'Slice', 'SplitV']);

function residualsOf({ state, parts, forward, back, products }: Traced): Residuals {
  const isConstant = ({ definition }: Operation): boolean => definition.op === 'Const';
  const made = new Set(
    forward.filter((operation) => !isConstant(operation)).flatMap(({ outputs }) => outputs),
  );
  for (const tensor of state) made.add(tensor);
  // Those are read after the loop, all rounds at once.
  const lefts = products.map(({ operation }) => operation.definition.inputs[0] as Tensor);
  const read = [...back.flatMap(({ definition }) => definition.inputs), ...lefts];
  const residuals = new Set(read.filter((tensor) => made.has(tensor)));
  const known = new Set([
    ...residuals,
    ...parts,
    ...forward.filter(isConstant).flatMap(({ outputs }) => outputs),
  ]);
  const remade = forward.filter(
    ({ definition, outputs }) =>
      REMADE.has(definition.op) &&
      outputs.some((output) => residuals.has(output)) &&
      !outputs.some((output) => lefts.includes(output)) &&
      definition.inputs.every((input) => known.has(input)),
  );
  for (const output of remade.flatMap(({ outputs }) => outputs)) residuals.delete(output);
  return { aside: [...residuals], remade };
}

const NO_RESIDUALS: Residuals = { aside: [], remade: [] };

interface Kept extends Traced, Residuals {
  /** The lists that hold what was put aside. */
  readonly kept: readonly op.TensorList[];
  /** Of the sequences. */
  readonly read: readonly op.TensorList[];
}

/** Gradients of initial state, sequences and invariants, in turn. */
function backward(
  scope: Scope,
  name: string,
  { initial, sequences, invariants, rounds }: ScanInputs,
  traced: Kept,
  given: readonly (Tensor | undefined)[],
  wanted: readonly boolean[],
): readonly (Tensor | undefined)[] {
  const zerosLike = (tensor: Tensor): Tensor => op.fill(scope, sizes(tensor), 0);
  const ofFinal = initial.map((tensor, index) => given[index] ?? zerosLike(tensor));
  const ofOutputs = given.slice(initial.length);
  const listsGiven = ofOutputs.map((gradient) =>
    gradient === undefined ? undefined : op.listOf(scope, gradient),
  );
  const added = traced.ofInvariants.flatMap((gradient, index) =>
    gradient === undefined ? [] : [{ index, gradient }],
  );
  const partsWanted = traced.ofParts.flatMap((gradient, index) =>
    gradient === undefined || wanted[initial.length + index] !== true ? [] : [{ index, gradient }],
  );
  const late = traced.products.flatMap((product, index) => {
    const gradient = traced.ofProducts[index];
    return gradient === undefined ? [] : [{ ...product, gradient }];
  });
  const asked = [...partsWanted, ...late].map(({ gradient }) => gradient);
  // What another one is joined of is stacked with that.
  const joins = traced.back.filter(
    ({ definition, outputs }) =>
      definition.op === 'ConcatV2' && outputs.some((output) => asked.includes(output)),
  );
  const inJoins = new Set(joins.flatMap(({ definition }) => definition.inputs));
  const stacked = [...new Set(asked)].filter((tensor) => !inJoins.has(tensor));
  const fill = stacked.map((tensor) => op.emptyList(scope, rounds, sizes(tensor)));
  const sums = added.map(({ gradient }) => zerosLike(gradient));
  const [, ...last] = whileLoop(
    scope,
    `${name}_back`,
    [
      op.constant(scope, 'int32', rounds - 1),
      ...ofFinal,
      ...sums,
      ...fill.map(({ handle }) => handle),
    ],
    (inner, [index]) => op.greaterEqual(inner, index as Tensor, op.constant(inner, 'int32', 0)),
    (inner, [index, ...variables]) => {
      const at = index as Tensor;
      const take = cursor(variables);
      const [ofState, soFar, lists] = [take(initial.length), take(added.length), take(fill.length)];
      const map = new Map<Tensor, Tensor>();
      setAll(map, traced.given.state, ofState);
      traced.given.outputs.forEach((tensor, list) => {
        const own = listsGiven[list];
        const gradient =
          own === undefined
            ? op.fill(inner, sizes(tensor), 0)
            : op.listItem(inner, own.handle, at, own.shape);
        map.set(tensor, gradient);
      });
      setAll(map, traced.invariants, invariants);
      const replayed = [...traced.remade, ...traced.back];
      const needed = new Set(replayed.flatMap(({ definition }) => definition.inputs));
      const readable = [
        ...traced.parts.map((tensor, list) => ({ tensor, list: traced.read[list] })),
        ...traced.aside.map((tensor, list) => ({ tensor, list: traced.kept[list] })),
      ];
      for (const { tensor, list } of readable) {
        if (!needed.has(tensor) || list === undefined) continue;
        map.set(tensor, op.listItem(inner, list.handle, at, list.shape));
      }
      // Constants of the way there that the way back has too.
      replay(
        inner,
        traced.forward.filter(({ definition }) => definition.op === 'Const'),
        map,
      );
      replay(inner, replayed, map);
      const found = (tensor: Tensor): Tensor => mapped(map, tensor);
      return [
        op.subtract(inner, at, op.constant(inner, 'int32', 1)),
        ...traced.ofState.map((gradient, state) =>
          gradient === undefined
            ? op.fill(inner, sizes(initial[state] as Tensor), 0)
            : found(gradient),
        ),
        ...added.map(({ gradient }, sum) => op.add(inner, soFar[sum] as Tensor, found(gradient))),
        ...stacked.map((gradient, list) =>
          op.setListItem(inner, lists[list] as Tensor, at, found(gradient)),
        ),
      ];
    },
  );
  const take = cursor(last);
  const [ofInitial, totals, lists] = [take(initial.length), take(added.length), take(fill.length)];
  const rows = new Map(
    lists.map((handle, list) => [
      stacked[list] as Tensor,
      op.stackList(scope, { ...(fill[list] as op.TensorList), handle }),
    ]),
  );
  for (const { definition, outputs } of joins.toReversed()) {
    const whole = rows.get(outputs[0] as Tensor);
    if (whole === undefined) continue;
    const parts = definition.inputs.slice(0, -1);
    const dimension = joinedAlong(parts, outputs[0] as Tensor);
    const widths = parts.map((part) => sizes(part)[dimension] ?? 0);
    setAll(rows, parts, op.split(scope, whole, widths, dimension + 1));
  }
  const ofSequences: (Tensor | undefined)[] = sequences.map(() => undefined);
  partsWanted.forEach(({ index, gradient }) => (ofSequences[index] = rows.get(gradient)));
  const ofInvariants: (Tensor | undefined)[] = invariants.map(() => undefined);
  added.forEach(({ index }, sum) => (ofInvariants[index] = totals[sum]));
  late.forEach(({ invariant, operation, gradient }) => {
    const left = operation.definition.inputs[0] as Tensor;
    const list = traced.kept[traced.aside.indexOf(left)];
    const part = sequences[traced.parts.indexOf(left)];
    const lefts = list === undefined ? part : op.stackList(scope, list);
    if (lefts === undefined)
      throw new GraphError(`${name}: a product of what is the same each round`);
    const own = overRounds(scope, lefts, rows.get(gradient) as Tensor);
    const before = ofInvariants[invariant];
    ofInvariants[invariant] = before === undefined ? own : op.add(scope, before, own);
  });
  return [...ofInitial, ...ofSequences, ...ofInvariants];
}

/** The one dimension in which parts are smaller than what they are joined to. */
function joinedAlong([part]: readonly Tensor[], whole: Tensor): number {
  return sizes(whole).findIndex((size, d) => size !== sizes(part as Tensor)[d]);
}

/** The sum over rounds of left' gradient: [rounds, n, m, k], [rounds, n, m, l] as [n, k, l]; n may be left out. */
function overRounds(scope: Scope, left: Tensor, gradient: Tensor): Tensor {
  const joined = (x: Tensor): Tensor => {
    const shape = sizes(x);
    const [rounds = 0, count = 0, rows = 0, columns = 0] = shape;
    if (shape.length === 3) return op.reshape(scope, x, [rounds * count, rows]);
    const together = op.transpose(scope, x, [1, 0, 2, 3]);
    return op.reshape(scope, together, [count, rounds * rows, columns]);
  };
  const [a, b] = [joined(left), joined(gradient)];
  const product = a.shape.length === 2 ? op.matMul : op.batchMatMul;
  return product(scope, a, b, { transposeA: true });
}

/** Makes operations anew in another scope, with what stands in `map` for what they read. */
function replay(scope: Scope, operations: readonly Operation[], map: Map<Tensor, Tensor>): void {
  for (const { definition, outputs, compound } of operations) {
    if (outputs.every((output) => map.has(output))) continue;
    if (compound !== undefined) throw new GraphError('a loop within a loop over sequences');
    const inputs = definition.inputs.map((input) => mapped(map, input));
    setAll(map, outputs, scope.add({ ...definition, inputs }));
  }
}

function mapped(map: ReadonlyMap<Tensor, Tensor>, tensor: Tensor): Tensor {
  const found = map.get(tensor);
  if (found !== undefined) return found;
  throw new GraphError(`a round reads ${tensor.reference}, which is from around it`);
}

function items(scope: Scope, lists: readonly op.TensorList[], index: Tensor): readonly Tensor[] {
  return lists.map(({ handle, shape }) => op.listItem(scope, handle, index, shape));
}

function setAll(
  map: Map<Tensor, Tensor>,
  keys: readonly Tensor[],
  values: readonly Tensor[],
): void {
  keys.forEach((key, index) => map.set(key, values[index] as Tensor));
}
