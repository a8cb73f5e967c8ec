import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Binding, type Values, withTensor } from './binding.js';
import { graphsNeedNative } from './messages.js';
import { EngineError } from './engine.js';
import { nativeBinding } from './load-engine.js';

/** An array to feed; of one number, a scalar. */
export type Feed = { readonly values: Values; readonly shape: readonly number[] } | number;

/** What can be run: the names of a graph's tensors (`train:0`) by those of arguments and results. */
export interface SessionSignature {
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
}

/** A graph in TensorFlow with its variables, which live until `dispose`. */
export interface GraphSession {
  /** Runs a signature, which blocks this thread meanwhile. The arrays are copies. */
  run(signature: string, feeds: Readonly<Record<string, Feed>>): Readonly<Record<string, Values>>;
  dispose(): void;
}

/** The next job of a worker that has one comes sooner; memory is wanted by others. */
const KEPT_MS = 500;

/** A graph that nobody uses now, with all that its variables hold. */
let unused: { readonly savedModel: Uint8Array; readonly session: GraphSession } | undefined;

/**
 * A graph of this process that was opened by the same content before and is not used any more, with
 * what its variables held and all that was compiled for it; else a new one, as `openGraph` gives it.
 * Of those that are disposed of, the last is kept for half a second, but for one that failed.
 */
export async function reopenGraph(
  savedModel: Uint8Array,
  signatures: Readonly<Record<string, SessionSignature>>,
): Promise<{ readonly session: GraphSession; readonly isNew: boolean }> {
  const before = unused;
  unused = undefined;
  const isNew = before === undefined || Buffer.compare(before.savedModel, savedModel) !== 0;
  if (isNew) before?.session.dispose();
  const session = isNew ? await openGraph(savedModel, signatures) : before.session;
  let [failed, disposed] = [false, false];
  return {
    isNew,
    session: {
      run(signature, feeds) {
        try {
          return session.run(signature, feeds);
        } catch (error) {
          failed = true;
          throw error;
        }
      },
      dispose() {
        if (disposed) return;
        disposed = true;
        closeUnused();
        if (failed) {
          session.dispose();
          return;
        }
        const kept = { savedModel, session };
        unused = kept;
        const closeKept = (): void => {
          if (unused === kept) closeUnused();
        };
        setTimeout(closeKept, KEPT_MS).unref();
      },
    },
  };
}

/** Gives the memory of a graph back that is kept for `reopenGraph`. */
export function closeUnused(): void {
  unused?.session.dispose();
  unused = undefined;
}

/**
 * Loads the content of a `saved_model.pb` into the native engine of this process. The engine's own
 * `loadSavedModel` would read the file in JavaScript too, once for each signature.
 *
 * @throws EngineError on an engine without graphs.
 */
export async function openGraph(
  savedModel: Uint8Array,
  signatures: Readonly<Record<string, SessionSignature>>,
): Promise<GraphSession> {
  const binding = nativeBinding();
  if (binding === undefined) throw new EngineError(graphsNeedNative());
  const folder = await mkdtemp(join(tmpdir(), 'sweep-graph-'));
  let id: number;
  try {
    await writeFile(join(folder, 'saved_model.pb'), savedModel);
    id = binding.loadSavedModel(folder, 'serve');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return {
    run(name, feeds) {
      const signature = signatures[name];
      if (signature === undefined) throw new Error(`the graph has no signature ${name}`);
      const { inputs, outputs } = signature;
      const fed: number[] = [];
      try {
        for (const argument of Object.keys(inputs)) {
          const feed = feeds[argument];
          if (feed === undefined) throw new Error(`signature ${name} lacks ${argument}`);
          fed.push(ownTensor(binding, feed));
        }
        const results = binding.runSavedModel(
          id,
          fed,
          Object.values(inputs).join(','),
          Object.values(outputs).join(','),
        );
        const copies = Object.keys(outputs).map((result, index) => {
          const tensor = results[index]?.id ?? NaN;
          const values = binding.tensorDataSync(tensor).slice();
          binding.deleteTensor(tensor);
          return [result, values] as const;
        });
        return Object.fromEntries(copies);
      } finally {
        for (const tensor of fed) binding.deleteTensor(tensor);
      }
    },
    dispose: () => binding.deleteSavedModel(id),
  };
}

/**
 * A tensor that keeps nothing of JavaScript's. The binding lends an array's memory to TensorFlow
 * where it happens to be aligned, and returns it from the thread that drops the tensor last. If that
 * is one of a session's, say where a variable is written anew, two threads are in V8 at once.
 */
function ownTensor(binding: Binding, feed: Feed): number {
  const { values, shape } =
    typeof feed === 'number' ? { values: Int32Array.of(feed), shape: [] } : feed;
  const { TF_ATTR_TYPE, TF_FLOAT, TF_INT32 } = binding;
  const type = values instanceof Int32Array ? TF_INT32 : TF_FLOAT;
  const attributes = [{ name: 'T', type: TF_ATTR_TYPE, value: type }];
  return withTensor(binding, shape, values, (lent) => {
    const [own] = binding.executeOp('DeepCopy', attributes, [lent], 1);
    return (own as { readonly id: number }).id;
  });
}
