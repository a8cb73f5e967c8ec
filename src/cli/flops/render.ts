import { DEFAULT_OPTIMIZER } from '../../elementary/optimizers.js';
import type { ConventionName } from '../../flops/conventions.js';
import type { CsvPrefix } from '../../flops/formats.js';
import type { FlopsReport } from '../../flops/report.js';
import { headingOf, type Counted } from './counted.js';
import type { FlopsArguments } from './arguments.js';
import { jsonText } from '../../text/printable.js';

/**
 * The counts of a file's networks as text, in the format asked for.
 *
 * @param width characters of a line, for tables that people read.
 */
export async function renderCounts(
  args: FlopsArguments,
  networks: readonly Counted[],
  width = Infinity,
): Promise<string> {
  switch (args.format) {
    case 'table':
      return args.compare ? renderComparison(networks, width) : renderTables(args, networks, width);
    case 'json':
      return renderJson(args, networks);
    case 'csv':
      return renderCsv(args, networks);
    case 'markdown':
      return renderMarkdown(args, networks);
  }
}

async function renderTables(
  args: FlopsArguments,
  networks: readonly Counted[],
  width: number,
): Promise<string> {
  const [{ countFlops }, { flopsTable }, { runTotals }] = await Promise.all([
    import('../../flops/count.js'),
    import('../../flops/table.js'),
    import('../../flops/training.js'),
  ]);
  return blocks(networks, ({ network, options, run }) => {
    const totals = run === null ? null : runTotals(network, options, run);
    return flopsTable(countFlops(network, options), {
      optimizer: options.optimizer === undefined ? DEFAULT_OPTIMIZER : options.optimizer,
      loss: options.loss === undefined ? 'categorical_crossentropy' : options.loss,
      training: args.training,
      exact: args.exact,
      width,
      ...(totals !== null && { run: totals }),
    });
  });
}

async function renderComparison(networks: readonly Counted[], width: number): Promise<string> {
  const { comparisonTable } = await import('../../flops/comparison.js');
  const reports = await allConventions();
  return blocks(networks, (counted) => comparisonTable(reports(counted), width));
}

async function renderJson(args: FlopsArguments, networks: readonly Counted[]): Promise<string> {
  const [{ countFlops }, { flopsReportJson, jsonCount }, { runTotals }] = await Promise.all([
    import('../../flops/count.js'),
    import('../../flops/report.js'),
    import('../../flops/training.js'),
  ]);
  const reports = await allConventions();
  const one = (counted: Counted) => {
    if (args.compare) return { conventions: reports(counted).map(flopsReportJson) };
    const { network, options, run } = counted;
    const totals = run === null ? null : runTotals(network, options, run);
    return {
      ...flopsReportJson(countFlops(network, options)),
      ...(run !== null && {
        run: totals && {
          steps: totals.steps,
          epochs: totals.epochs,
          step: jsonCount(totals.step),
          epoch: jsonCount(totals.epoch),
          total: jsonCount(totals.total),
        },
      }),
    };
  };
  const documents = networks.map((counted) => ({ ...one(counted), ...counted.of }));
  const [first] = documents;
  if ((networks[0]?.of ?? null) === null) return jsonText(first, 2);
  const shared = first !== undefined && 'convention' in first ? first : null;
  return jsonText(
    {
      ...(shared !== null && {
        convention: shared.convention,
        unit: shared.unit,
        batch: shared.batch,
      }),
      configurations: documents,
    },
    2,
  );
}

async function renderCsv(args: FlopsArguments, networks: readonly Counted[]): Promise<string> {
  const [{ countFlops }, { flopsCsv }, { hiddenText }] = await Promise.all([
    import('../../flops/count.js'),
    import('../../flops/formats.js'),
    import('../../trial/configuration.js'),
  ]);
  const prefixOf = ({ of }: Counted): CsvPrefix =>
    of === null
      ? {}
      : { configuration: of.configuration, label: of.label, hidden: hiddenText(of.hidden) };
  return flopsCsv(
    networks.map((counted) => ({
      prefix: prefixOf(counted),
      report: countFlops(counted.network, counted.options),
    })),
    args.raw,
  );
}

async function renderMarkdown(args: FlopsArguments, networks: readonly Counted[]): Promise<string> {
  const [{ countFlops }, { flopsMarkdown }] = await Promise.all([
    import('../../flops/count.js'),
    import('../../flops/formats.js'),
  ]);
  return blocks(networks, ({ network, options }) =>
    flopsMarkdown(countFlops(network, options), { training: args.training }),
  );
}

function blocks(networks: readonly Counted[], render: (counted: Counted) => string): string {
  return networks
    .map((counted) => {
      const heading = headingOf(counted);
      return heading === null ? render(counted) : `${heading}\n${render(counted)}`;
    })
    .join('\n\n');
}

async function allConventions(): Promise<(counted: Counted) => readonly FlopsReport[]> {
  const [{ countFlops }, { CONVENTIONS }] = await Promise.all([
    import('../../flops/count.js'),
    import('../../flops/conventions.js'),
  ]);
  return ({ network, options }) =>
    CONVENTIONS.map((convention: ConventionName) =>
      countFlops(network, { ...options, convention }),
    );
}
