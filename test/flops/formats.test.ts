import { expect, test } from 'vitest';
import { comparisonTable } from '../../src/flops/comparison.js';
import { countFlops } from '../../src/flops/count.js';
import { flopsCsv, flopsMarkdown } from '../../src/flops/formats.js';
import { networkFromTopology } from '../../src/network/keras/topology.js';

/** Nothing forbids such a name. */
const NAME = 'a "b", |c\\| <d>\n_e*';

const network = networkFromTopology({
  class_name: 'Sequential',
  config: {
    layers: [
      { class_name: 'Dense', config: { name: NAME, units: 2, batch_input_shape: [null, 3] } },
    ],
  },
});
const report = countFlops(network, { coefficients: { bias: 1n }, executed: true });

test('CSV quotes a name as RFC 4180 has it', () => {
  const csv = flopsCsv([{ prefix: {}, report }]);
  expect(csv.split('\r\n')[1]).toMatch(
    /^"notebook, bias=1, executed",FLOP,1,"a ""b"", \|c\\\| <d>\n_e\*",Dense,1x2,8,/,
  );
});

test('Markdown shows a name in one cell, as it is', () => {
  const lines = flopsMarkdown(report, { training: false }).split('\n');
  expect(lines[0]).toBe('FLOP, convention notebook, bias=1, executed, batch 1');
  expect(lines[4]).toMatch(/^\| a "b", \\\|c\\\\\\\| \\<d\\> \\_e\\\* \| Dense \| 1 x 2 \| 8 \|/);
});

test('a comparison says what was set beside the conventions', () => {
  expect(comparisonTable([report]).split('\n')[0]).toBe(
    'Counts for 1 sample; bias=1; executed; - if the convention does not define it',
  );
});
