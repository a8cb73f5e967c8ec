import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import {
  expectedProducts,
  type ExpectedProducts,
  type ProductTotals,
} from '../../flops/executed-totals.js';
import { countParameters, type Network } from '../../network/network.js';
import { tfjsTopology } from '../../network/tfjs-topology.js';
import { ExplainedError, problem } from '../../text/problem.js';

/** What was counted, and what TensorFlow.js ran. */
export interface Audit {
  readonly batch: number;
  readonly counted: ExpectedProducts & { readonly params: bigint };
  readonly executed: ExpectedProducts & { readonly params: bigint };
  readonly equal: boolean;
}

/** TensorFlow.js could not build or train the model; the message is its own. */
export class AuditError extends ExplainedError {
  override readonly name = 'AuditError';
  readonly blame = 'input';
}

/**
 * Builds the network in TensorFlow.js, in a process of its own, runs one inference and one training
 * step, and holds the products that ran against those that were counted.
 *
 * @throws a TopologyError where TensorFlow.js has no such layer, an AuditError where it fails.
 */
export async function audit(network: Network, batch: number): Promise<Audit> {
  const counted = { ...expectedProducts(network, batch), params: countParameters(network) };
  const executed = await runElsewhere({ topology: tfjsTopology(network), batch });
  const equal =
    counted.params === executed.params &&
    equalTotals(counted.inference, executed.inference) &&
    equalTotals(counted.training, executed.training);
  return { batch, counted, executed, equal };
}

function equalTotals(left: ProductTotals, right: ProductTotals): boolean {
  return (
    left.matmul === right.matmul &&
    left.convolution === right.convolution &&
    left.depthwise_convolution === right.depthwise_convolution
  );
}

async function runElsewhere(request: object): Promise<Audit['executed']> {
  const main = fileURLToPath(new URL('../../train/audit/main.js', import.meta.url));
  const child = spawn(process.execPath, [main], { stdio: ['pipe', 'pipe', 'pipe'] });
  // A process that ends before it has read everything is recognized by its exit.
  child.stdin.on('error', () => undefined);
  child.stdin.end(JSON.stringify(request));
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [out, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  if (code !== 0) {
    const reason = errors.split('\n').find((line) => /^\s*(\w*Error)?: ?\S|^\w*Error: /.test(line));
    throw new AuditError(auditFailed(reason?.trim() ?? null, code));
  }
  return parsed(out.trimEnd().split('\n').at(-1) ?? '');
}

function parsed(line: string): Audit['executed'] {
  const step = JSON.parse(line) as Record<'inference' | 'training', Record<string, string>> & {
    readonly params: number;
  };
  const totals = (kinds: Readonly<Record<string, string>>): ProductTotals => ({
    matmul: BigInt(kinds['matmul'] ?? 0),
    convolution: BigInt(kinds['convolution'] ?? 0),
    depthwise_convolution: BigInt(kinds['depthwise_convolution'] ?? 0),
  });
  return {
    inference: totals(step.inference),
    training: totals(step.training),
    params: BigInt(step.params),
  };
}

/** @param said what TensorFlow.js said of it; null where it only ended. */
export function auditFailed(said: string | null, exitCode: number | null): string {
  return problem({
    what: 'TensorFlow.js 4.22 could not build the model and run a step of it',
    got: said ?? `exit code ${exitCode ?? 'of a signal'}`,
    advice: 'omit --audit to count FLOPs only',
  });
}
