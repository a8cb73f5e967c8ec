import { type Attribute, type Node, shapeText } from '../../src/graph/node.js';
import type { Graph } from '../../src/graph/scope.js';

/** A graph with its functions as lines that people read: `name: outputs = Op(inputs) attributes`. */
export function graphText({ nodes, functions }: Pick<Graph, 'nodes' | 'functions'>): string {
  const bodies = functions.map((one) => {
    const args = one.arguments.map(
      ({ name, dtype, shape }) => `${name} ${dtype}${shapeText(shape)}`,
    );
    const results = one.results.map(({ reference }) => reference);
    const effects = one.effects.length === 0 ? '' : ` after ${one.effects.join(', ')}`;
    return [
      `${one.name}(${args.join(', ')}):`,
      ...one.nodes.map((node) => `  ${nodeText(node)}`),
      `  return ${results.join(', ')}${effects}`,
    ].join('\n');
  });
  return [...nodes.map(nodeText), ...bodies].join('\n');
}

function nodeText({ name, op, inputs, attributes, outputs }: Node): string {
  const types = outputs.map(({ dtype, shape }) => `${dtype}${shapeText(shape)}`).join(', ');
  const given = Object.entries(attributes)
    .filter(([key]) => !DERIVED.has(key))
    .map(([key, attribute]) => ` ${key}=${valueText(attribute)}`);
  const result = types === '' ? '' : `${types} = `;
  return `${name}: ${result}${op}(${inputs.join(', ')})${given.join('')}`;
}

/** Attributes that repeat the types and shapes of inputs and outputs. */
const DERIVED = new Set([
  ...['T', 'Tidx', 'Tin', 'Tout', 'Tlen', 'Tparams', 'Tindices', 'Taxis', 'Tlabels', 'Tshape'],
  ...['SrcT', 'DstT', 'Index', 'dtype', 'shape', 'output_shapes', 'index_type', 'output_type'],
  ...['N', 'num_split', 'parallel_iterations', 'shared_name', 'type'],
]);

function valueText(attribute: Attribute): string {
  switch (attribute.kind) {
    case 'tensor':
      return `[${attribute.value.values.join(' ')}]`;
    case 'shape':
      return shapeText(attribute.value);
    case 'types':
    case 'shapes':
      return attribute.value.join(' ');
    default:
      return String(attribute.value);
  }
}
