import {
  type Argument,
  type Attributes,
  GraphError,
  sameShape,
  shapeText,
  type Tensor,
} from './node.js';
import { Captures, FunctionScope, type Scope } from './scope.js';

type Body = (scope: Scope, args: readonly Tensor[]) => readonly Tensor[];

/**
 * A call of a function made of `body`, as one operation.
 *
 * @param options.xla compiles the body with XLA when it is first run; it fails where it cannot.
 */
export function call(
  scope: Scope,
  name: string,
  args: readonly Tensor[],
  body: Body,
  options: { readonly xla?: boolean } = {},
): Tensor[] {
  const captures = new Captures();
  const inner = new FunctionScope(scope, captures, argumentsLike(args));
  const results = body(inner, inner.arguments);
  const graphFunction = inner.finish(scope.graph.functionName(name), results)();
  scope.graph.functions.push(graphFunction);
  const inputs = [...args, ...captures.tensors];
  return scope.add({
    op: 'StatefulPartitionedCall',
    name,
    inputs,
    attributes: {
      f: { kind: 'function', value: graphFunction.name },
      Tin: { kind: 'types', value: inputs.map(({ dtype }) => dtype) },
      Tout: { kind: 'types', value: results.map(({ dtype }) => dtype) },
      ...(options.xla === true ? { _XlaMustCompile: { kind: 'bool', value: true } } : {}),
    },
    outputs: [{ name: 'output', tensors: results }],
    writes: inputs.filter(({ dtype }) => dtype === 'resource'),
  });
}

/**
 * Repeats `body` on the variables for as long as `condition` is true of them.
 *
 * @returns the variables after the last round, with the types and shapes that they began with.
 */
export function whileLoop(
  scope: Scope,
  name: string,
  variables: readonly Tensor[],
  condition: (scope: Scope, args: readonly Tensor[]) => Tensor,
  body: Body,
): Tensor[] {
  const captures = new Captures();
  const args = argumentsLike(variables);
  const conditionScope = new FunctionScope(scope, captures, args);
  const goesOn = condition(conditionScope, conditionScope.arguments);
  const bodyScope = new FunctionScope(scope, captures, args);
  const results = body(bodyScope, bodyScope.arguments);
  requireSame(name, variables, results);
  const { graph } = scope;
  const finishCondition = conditionScope.finish(graph.functionName(`${name}_condition`), [goesOn]);
  // What is captured goes round unchanged.
  const finishBody = bodyScope.finish(graph.functionName(`${name}_body`), [
    ...results,
    ...captures.tensors,
  ]);
  const functions = [finishCondition(), finishBody()];
  graph.functions.push(...functions);
  const inputs = [...variables, ...captures.tensors];
  const attributes: Attributes = {
    T: { kind: 'types', value: inputs.map(({ dtype }) => dtype) },
    cond: { kind: 'function', value: functions[0]?.name ?? '' },
    body: { kind: 'function', value: functions[1]?.name ?? '' },
    output_shapes: { kind: 'shapes', value: inputs.map(({ shape }) => shape) },
    parallel_iterations: { kind: 'int', value: 1 },
  };
  const resources = inputs.filter(({ dtype }) => dtype === 'resource');
  return scope
    .add({
      op: resources.length > 0 ? 'While' : 'StatelessWhile',
      name,
      inputs,
      attributes,
      outputs: [{ name: 'output', tensors: inputs }],
      writes: resources,
    })
    .slice(0, variables.length);
}

/** Takes values off a list from the left, so many at a time: a loop's variables by what they are. */
export function cursor<T>(values: readonly T[]): (count: number) => readonly T[] {
  let taken = 0;
  return (count) => values.slice(taken, (taken += count));
}

function argumentsLike(tensors: readonly Tensor[]): Argument[] {
  return tensors.map(({ dtype, shape }, index) => ({ name: `argument_${index}`, dtype, shape }));
}

function requireSame(name: string, variables: readonly Tensor[], results: readonly Tensor[]): void {
  if (variables.length !== results.length) {
    throw new GraphError(
      `${name}: the body gives ${results.length} values for ${variables.length} variables`,
    );
  }
  variables.forEach((variable, index) => {
    const result = results[index] as Tensor;
    if (variable.dtype === result.dtype && sameShape(variable.shape, result.shape)) return;
    throw new GraphError(
      `${name}: variable ${index} is ${variable.dtype}${shapeText(variable.shape)} and becomes ` +
        `${result.dtype}${shapeText(result.shape)}`,
    );
  });
}
