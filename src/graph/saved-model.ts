import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';
import {
  type Attribute,
  type Attributes,
  type Constant,
  type DType,
  GraphError,
  type GraphFunction,
  type Node,
  type Shape,
  type Tensor,
} from './node.js';
import type { Graph } from './scope.js';

/** What a program can ask of a graph: feed these tensors, get those. */
export interface Signature {
  readonly inputs: Readonly<Record<string, Tensor>>;
  /** One at least: a session fetches something, and what it needs runs. */
  readonly outputs: Readonly<Record<string, Tensor>>;
}

/** The same by the names that its tensors have in the serialised graph. */
export interface NamedSignature {
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
}

export function namedSignature({ inputs, outputs }: Signature): NamedSignature {
  const names = (tensors: Signature['inputs']): Record<string, string> =>
    Object.fromEntries(Object.entries(tensors).map(([key, { reference }]) => [key, reference]));
  return { inputs: names(inputs), outputs: names(outputs) };
}

const DATA_TYPES: Readonly<Record<DType, number>> = {
  float32: 1,
  int32: 3,
  uint8: 4,
  int64: 9,
  bool: 10,
  resource: 20,
  variant: 21,
  uint64: 23,
};

/** GraphDef's version that this is written for (TF_GRAPH_DEF_VERSION of TensorFlow 2.x). */
const GRAPH_VERSION = 1087;

/**
 * A graph and its signatures as the content of `saved_model.pb`, tagged `serve`.
 *
 * @param device on which variables live and functions run, as TensorFlow names it
 *   (`/device:GPU:0`): a session that has none like it refuses the graph. Where it is left out,
 *   TensorFlow chooses, and says nothing where it has no kernel for its first choice.
 */
export function savedModel(
  graph: Graph,
  signatures: Readonly<Record<string, Signature>>,
  device?: string,
): Uint8Array {
  const SavedModel = messages().lookupType('tensorflow.SavedModel');
  const message = {
    savedModelSchemaVersion: 1,
    metaGraphs: [
      {
        metaInfoDef: { tags: ['serve'] },
        graphDef: {
          node: graph.nodes.map((node) => ({
            ...nodeMessage(node),
            ...(device !== undefined && PLACED.has(node.op) ? { device } : {}),
          })),
          library: { function: graph.functions.map(functionMessage) },
          versions: { producer: GRAPH_VERSION, minConsumer: 12 },
        },
        signatureDef: mapValues(signatures, (signature, name) => signatureMessage(name, signature)),
      },
    ],
  };
  return SavedModel.encode(SavedModel.fromObject(message)).finish();
}

/** What is fed and fetched may be anywhere; the body of a function runs where its call does. */
const PLACED: ReadonlySet<string> = new Set(['VarHandleOp', 'StatefulPartitionedCall']);

let root: protobuf.Root | undefined;

function messages(): protobuf.Root {
  root ??= protobuf.parse(readFileSync(new URL('tensorflow.proto', import.meta.url), 'utf8')).root;
  return root;
}

function nodeMessage({ name, op, inputs, attributes }: Node): object {
  return { name, op, input: inputs, attr: attributesMessage(attributes) };
}

function functionMessage(graphFunction: GraphFunction): object {
  const { name, nodes, results, effects } = graphFunction;
  return {
    signature: {
      name,
      inputArg: graphFunction.arguments.map(argumentMessage),
      outputArg: results.map(argumentMessage),
      isStateful: true,
      controlOutput: effects,
    },
    nodeDef: nodes.map(nodeMessage),
    ret: Object.fromEntries(results.map((result) => [result.name, result.reference])),
    controlRet: Object.fromEntries(effects.map((effect) => [effect, effect])),
  };
}

function argumentMessage({ name, dtype }: { name: string; dtype: DType }): object {
  return { name, type: DATA_TYPES[dtype] };
}

function signatureMessage(name: string, { inputs, outputs }: Signature): object {
  if (Object.keys(outputs).length === 0) throw new GraphError(`signature ${name} gives nothing`);
  return {
    inputs: mapValues(inputs, tensorInfo),
    outputs: mapValues(outputs, tensorInfo),
    methodName: 'tensorflow/serving/predict',
  };
}

function tensorInfo({ reference, dtype, shape }: Tensor): object {
  return { name: reference, dtype: DATA_TYPES[dtype], tensorShape: shapeMessage(shape) };
}

function attributesMessage(attributes: Attributes): object {
  return mapValues(attributes, attributeMessage);
}

function attributeMessage(attribute: Attribute): object {
  switch (attribute.kind) {
    case 'type':
      return { type: DATA_TYPES[attribute.value] };
    case 'types':
      return { list: { type: attribute.value.map((dtype) => DATA_TYPES[dtype]) } };
    case 'shape':
      return { shape: shapeMessage(attribute.value) };
    case 'shapes':
      return { list: { shape: attribute.value.map(shapeMessage) } };
    case 'int':
      return { i: attribute.value };
    case 'float':
      return { f: attribute.value };
    case 'bool':
      return { b: attribute.value };
    case 'text':
      return { s: Buffer.from(attribute.value) };
    case 'tensor':
      return { tensor: constantMessage(attribute.value) };
    case 'function':
      return { func: { name: attribute.value } };
  }
}

function shapeMessage(shape: Shape): object {
  return { dim: shape.map((size) => ({ size: size ?? -1 })) };
}

function constantMessage({ dtype, shape, values }: Constant): object {
  return {
    dtype: DATA_TYPES[dtype],
    tensorShape: shapeMessage(shape),
    tensorContent: new Uint8Array(contentOf(dtype, values).buffer),
  };
}

function contentOf(
  dtype: Constant['dtype'],
  values: readonly number[],
): Float32Array | Int32Array | Uint8Array | BigInt64Array | BigUint64Array {
  switch (dtype) {
    case 'float32':
      return Float32Array.from(values);
    case 'int32':
      return Int32Array.from(values);
    case 'int64':
      return BigInt64Array.from(values.map(BigInt));
    case 'uint64':
      return BigUint64Array.from(values.map(BigInt));
    case 'uint8':
    case 'bool':
      return Uint8Array.from(values);
  }
}

function mapValues<T>(
  record: Readonly<Record<string, T>>,
  map: (value: T, key: string) => object,
): Record<string, object> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
