import type { ProductTotals } from '../../flops/executed-totals.js';
import type { Audit } from '../../run/measuring/audit.js';
import { printText } from '../terminal/print.js';
import type { Terminal } from '../terminal/terminal.js';
import { EXIT } from '../command.js';
import { headingOf, type Counted } from './counted.js';
import type { FlopsArguments } from './arguments.js';
import { auditHeading, auditIsSlow, auditVerdict } from './messages.js';
import { jsonText } from '../../text/printable.js';

/** Holds each network's counts against what TensorFlow.js runs. @returns the exit code. */
export async function auditNetworks(
  args: FlopsArguments,
  networks: readonly Counted[],
  terminal: Terminal,
): Promise<number> {
  const { audit } = await import('../../run/measuring/audit.js');
  const [{ jsonCount }, { expectedProducts }] = await Promise.all([
    import('../../flops/report.js'),
    import('../../flops/executed-totals.js'),
  ]);
  const audits: {
    readonly of: Counted['of'];
    readonly heading: string | null;
    readonly audit: Audit;
  }[] = [];
  for (const counted of networks) {
    const products = expectedProducts(counted.network, args.batch ?? 1).training;
    if (products.matmul + products.convolution + products.depthwise_convolution > SLOW) {
      terminal.message(`${auditIsSlow()}\n`);
    }
    audits.push({
      of: counted.of,
      heading: headingOf(counted),
      audit: await audit(counted.network, args.batch ?? 1),
    });
  }
  if (args.format === 'json') {
    const documents = audits.map(({ of, audit: { batch, counted, executed, equal } }) => ({
      batch,
      equal,
      counted: auditJson(counted, jsonCount),
      executed: auditJson(executed, jsonCount),
      ...of,
    }));
    const document =
      (networks[0]?.of ?? null) === null ? documents[0] : { configurations: documents };
    terminal.out(jsonText(document, 2));
  } else {
    const { aligned, withSeparators } = await import('../../flops/figures.js');
    printText(terminal, () =>
      audits
        .map(({ heading, audit: one }) => {
          const lines = auditLines(one, withSeparators, aligned);
          return [...(heading === null ? [] : [heading]), ...lines].join('\n');
        })
        .join('\n\n'),
    );
  }
  return audits.every(({ audit: { equal } }) => equal) ? EXIT.done : EXIT.no;
}

/** Multiply-accumulates that take seconds there. */
const SLOW = 300_000_000n;

const KINDS = ['matmul', 'convolution', 'depthwise_convolution'] as const;

function auditLines(
  { batch, counted, executed, equal }: Audit,
  text: (count: bigint | number) => string,
  aligned: (rows: readonly (readonly string[])[], texts: number) => string[],
): readonly string[] {
  const row = (name: string, left: bigint, right: bigint) => [
    name,
    text(left),
    text(right),
    left === right ? '=' : 'differs',
  ];
  const rows = (['inference', 'training'] as const).flatMap((pass) =>
    KINDS.filter((kind) => counted[pass][kind] + executed[pass][kind] > 0n).map((kind) =>
      row(
        `${pass === 'training' ? 'training step' : pass}, ${kind.replace('_', ' ')}`,
        counted[pass][kind],
        executed[pass][kind],
      ),
    ),
  );
  return [
    auditHeading(text(batch)),
    '',
    ...aligned(
      [['', 'counted', 'ran', ''], ...rows, row('parameters', counted.params, executed.params)],
      1,
    ),
    '',
    auditVerdict(equal),
  ];
}

function auditJson(
  side: Audit['counted'],
  count: (value: bigint) => number | string,
): Readonly<Record<string, unknown>> {
  const totals = (kinds: ProductTotals) =>
    Object.fromEntries(KINDS.map((kind) => [kind, count(kinds[kind])]));
  return {
    params: count(side.params),
    inference: totals(side.inference),
    training: totals(side.training),
  };
}
