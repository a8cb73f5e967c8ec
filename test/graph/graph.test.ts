import protobuf from 'protobufjs';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { call, whileLoop } from '../../src/graph/control-flow.js';
import * as op from '../../src/graph/ops.js';
import { savedModel } from '../../src/graph/saved-model.js';
import { Graph } from '../../src/graph/scope.js';
import type { Tensor } from '../../src/graph/node.js';
import { graphText } from './graph-text.js';

/** w += 1 as often as is fed, compiled with XLA. */
function counting(): { graph: Graph; times: Tensor; result: Tensor } {
  const graph = new Graph();
  const w = op.variable(graph, 'w', 'float32', [2]);
  const times = op.placeholder(graph, 'times', 'int32', []);
  const [result] = call(
    graph,
    'count',
    [times],
    (scope, [limit]) => {
      const [, last] = whileLoop(
        scope,
        'rounds',
        [op.constant(scope, 'int32', 0), op.read(scope, w)],
        (inner, [round]) => op.less(inner, round as Tensor, limit as Tensor),
        (inner, [round, value]) => [
          op.add(inner, round as Tensor, op.constant(inner, 'int32', 1)),
          op.add(inner, value as Tensor, op.constant(inner, 'float32', 1)),
        ],
      ) as [Tensor, Tensor];
      op.assign(scope, w, last);
      return [last];
    },
    { xla: true },
  );
  return { graph, times, result: result as Tensor };
}

test('a graph can be read: a loop in a function, a write after the read', () => {
  expect(graphText(counting().graph)).toBe(`w: resource[] = VarHandleOp()
times: int32[] = Placeholder()
count: float32[2] = StatefulPartitionedCall(times:0, w:0) f=count _XlaMustCompile=true
rounds_condition(argument_0 int32[], argument_1 float32[2], captured_0 int32[]):
  Less: bool[] = Less(argument_0, captured_0)
  return Less:z:0
rounds_body(argument_0 int32[], argument_1 float32[2], captured_0 int32[]):
  Const: int32[] = Const() value=[1]
  AddV2: int32[] = AddV2(argument_0, Const:output:0)
  Const_1: float32[] = Const() value=[1]
  AddV2_1: float32[2] = AddV2(argument_1, Const_1:output:0)
  return AddV2:z:0, AddV2_1:z:0, captured_0
count(argument_0 int32[], captured_0 resource[]):
  Const: int32[] = Const() value=[0]
  ReadVariableOp: float32[2] = ReadVariableOp(captured_0)
  rounds: int32[], float32[2], int32[] = StatelessWhile(Const:output:0, ReadVariableOp:value:0, argument_0) cond=rounds_condition body=rounds_body
  AssignVariableOp: AssignVariableOp(captured_0, rounds:output:1, ^ReadVariableOp)
  return rounds:output:1 after AssignVariableOp`);
});

test('reads and writes of a variable keep the order in which they were made', () => {
  const graph = new Graph();
  const w = op.variable(graph, 'w', 'int32', []);
  call(graph, 'twice', [], (scope) => {
    const first = op.read(scope, w);
    op.assign(scope, w, first);
    const second = op.read(scope, w);
    op.assign(scope, w, second);
    return [second];
  });
  const [body] = graph.functions;
  expect(body?.nodes.map(({ name, inputs }) => [name, ...inputs])).toEqual([
    ['ReadVariableOp', 'captured_0'],
    ['AssignVariableOp', 'captured_0', 'ReadVariableOp:value:0', '^ReadVariableOp'],
    ['ReadVariableOp_1', 'captured_0', '^AssignVariableOp'],
    [
      'AssignVariableOp_1',
      'captured_0',
      'ReadVariableOp_1:value:0',
      '^AssignVariableOp',
      '^ReadVariableOp_1',
    ],
  ]);
  expect(body?.effects).toEqual(['AssignVariableOp_1']);
});

test('the serialised graph is what another program reads from it', () => {
  const { graph, times, result } = counting();
  const bytes = savedModel(graph, { count: { inputs: { times }, outputs: { result } } });
  const proto = new URL('../../src/graph/tensorflow.proto', import.meta.url);
  const { root } = protobuf.parse(readFileSync(proto, 'utf8'));
  const type = root.lookupType('tensorflow.SavedModel');
  const model = type.toObject(type.decode(bytes), { longs: Number }) as {
    metaGraphs: {
      metaInfoDef: { tags: string[] };
      graphDef: { node: { name: string }[]; library: { function: object[] } };
      signatureDef: Record<string, object>;
    }[];
  };
  const [meta] = model.metaGraphs;
  expect(meta?.metaInfoDef.tags).toEqual(['serve']);
  expect(meta?.graphDef.node.map(({ name }) => name)).toEqual(['w', 'times', 'count']);
  expect(meta?.graphDef.library.function).toHaveLength(3);
  expect(meta?.signatureDef['count']).toEqual({
    inputs: { times: { name: 'times:0', dtype: 3, tensorShape: {} } },
    outputs: { result: { name: 'count:0', dtype: 1, tensorShape: { dim: [{ size: 2 }] } } },
    methodName: 'tensorflow/serving/predict',
  });
});

describe('what does not fit is refused when it is built', () => {
  const graph = new Graph();
  const a = op.placeholder(graph, 'a', 'float32', [2, 3]);
  const b = op.placeholder(graph, 'b', 'float32', [2, 4]);
  const n = op.placeholder(graph, 'n', 'int32', []);

  test.each<[string, () => unknown, string]>([
    ['a product', () => op.matMul(graph, a, b), 'cannot multiply [2, 3] by [2, 4]'],
    ['a sum of shapes', () => op.add(graph, a, b), 'AddV2: [2, 3] beside [2, 4]'],
    ['a sum of types', () => op.add(graph, a, n), 'AddV2: int32 beside float32'],
    [
      'a constant',
      () => op.constant(graph, 'float32', [1, 2], [3]),
      '2 values for a constant of [3]',
    ],
    [
      'a loop whose variable changes',
      () =>
        whileLoop(
          graph,
          'loop',
          [a],
          (scope) => op.less(scope, n, op.constant(scope, 'int32', 1)),
          (scope) => [op.matMul(scope, a, b, { transposeA: true })],
        ),
      'loop: variable 0 is float32[2, 3] and becomes float32[3, 4]',
    ],
  ])('%s', (_, build, message) => {
    expect(build).toThrow(message);
  });

  test('a value of a function outside of it', () => {
    let inside: Tensor | undefined;
    call(graph, 'inner', [a], (scope, [x]) => {
      inside = op.square(scope, x as Tensor);
      return [inside];
    });
    expect(() => op.square(graph, inside as Tensor)).toThrow('is inside a function');
  });

  test.each([
    [{}, [2, 3], [3, 5], [2, 5]],
    [{ transposeA: true }, [3, 2], [3, 5], [2, 5]],
    [{ transposeB: true }, [2, 3], [5, 3], [2, 5]],
  ])('matMul %j gives the shape of arithmetic', (transposed, left, right, shape) => {
    const [x, y] = [left, right].map((one) => op.placeholder(graph, 'x', 'float32', one));
    expect(op.matMul(graph, x as Tensor, y as Tensor, transposed).shape).toEqual(shape);
  });
});
