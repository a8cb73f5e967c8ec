import { isRecord } from './keras-config.js';
import { TopologyError } from './topology-error.js';

/**
 * Names of the layers that a layer of a functional model reads, from its `inbound_nodes`: Keras 2
 * and TensorFlow.js write `[[["conv", 0, 0, {}]]]`, Keras 3 the tensors among the call's arguments.
 */
export function inboundNames(layer: string, nodes: unknown): readonly string[] {
  if (!Array.isArray(nodes) || nodes.length === 0) return [];
  if (nodes.length > 1) {
    throw new TopologyError(
      `layer ${layer} is used ${nodes.length} times; a shared layer is not known here`,
    );
  }
  const node: unknown = nodes[0];
  if (Array.isArray(node)) return node.map((link: unknown) => linkName(layer, link));
  const names: string[] = [];
  if (isRecord(node)) collectTensors(node['args'], names);
  return names;
}

function linkName(layer: string, link: unknown): string {
  if (Array.isArray(link) && typeof link[0] === 'string') return link[0];
  throw new TopologyError(`layer ${layer}: its inbound_nodes are not [name, node, tensor] lists`);
}

function collectTensors(value: unknown, names: string[]): void {
  if (Array.isArray(value)) {
    for (const item of value) collectTensors(item, names);
    return;
  }
  if (!isRecord(value) || value['class_name'] !== '__keras_tensor__') return;
  const { config } = value;
  const history = isRecord(config) ? config['keras_history'] : undefined;
  if (Array.isArray(history) && typeof history[0] === 'string') names.push(history[0]);
}
