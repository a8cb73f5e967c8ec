import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { countFlops } from '../../src/flops/count.js';
import { networkFromTopology } from '../../src/network/keras/topology.js';
import { countParameters } from '../../src/network/network.js';

/** A line of what scripts/keras/random-graphs.py writes. */
interface Graph {
  readonly seed: number;
  readonly params: number;
  /** Name, output shapes without the batch, parameters, multiply-accumulates where Keras shows them. */
  readonly rows: readonly (readonly [
    string,
    readonly (readonly number[])[],
    number,
    number | null,
  ])[];
  readonly model: object;
}

const FILE =
  process.env['SWEEP_RANDOM_GRAPHS'] ??
  new URL('fixtures/random-graphs.json.gz', import.meta.url).pathname;
const GRAPHS = gunzipSync(readFileSync(FILE))
  .toString('utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Graph);

/** What a file says of shapes is taken out: they are worked out, then, and held to nothing. */
function silent(model: object): object {
  return JSON.parse(JSON.stringify(model), (key: string, value: unknown) =>
    key === 'build_config' || (key === 'shape' && Array.isArray(value)) ? undefined : value,
  ) as object;
}

function compared(graph: Graph, model: object) {
  const network = networkFromTopology(model);
  const products = countFlops(network, { convention: 'mac' }).layers.map((layer) => layer.products);
  const text = (rows: readonly (readonly unknown[])[]) =>
    rows.map((row) => JSON.stringify(row)).toSorted();
  const shown = new Set(graph.rows.flatMap(([name, , , macs]) => (macs === null ? [] : [name])));
  return {
    params: [Number(countParameters(network)), graph.params],
    ours: text(
      network.layers.map(({ name, outputShapes, params }, index) => [
        name,
        outputShapes,
        Number(params),
        shown.has(name) ? Number(products[index]) : null,
      ]),
    ),
    theirs: text(graph.rows),
  };
}

test('there are 300 graphs of Keras, with constants on both sides of operations', () => {
  expect(GRAPHS.length).toBeGreaterThanOrEqual(300);
  const left = GRAPHS.filter(({ model }) =>
    /"args":\[(-?\d|\{"class_name":"__)/.test(JSON.stringify(model)),
  );
  expect(left.length).toBeGreaterThan(100);
});

test.each(GRAPHS.map((graph) => [graph.seed, graph] as const))(
  'graph %i has the shapes, parameters and products that Keras says',
  (_seed, graph) => {
    for (const model of [graph.model, silent(graph.model)]) {
      const { params, ours, theirs } = compared(graph, model);
      expect(ours).toEqual(theirs);
      expect(params[0]).toBe(params[1]);
    }
  },
);
