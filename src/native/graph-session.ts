import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { graphsNeedNative } from './messages.js';
import { EngineError } from './engine.js';
import { nativeBackend, type NativeBackend } from './load-engine.js';

/** An array to feed; of one number, a scalar. */
export type Feed =
  { readonly values: Float32Array | Int32Array; readonly shape: readonly number[] } | number;

/** What can be run: the names of a graph's tensors (`train:0`) by those of arguments and results. */
export interface SessionSignature {
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
}

/** A graph in TensorFlow with its variables, which live until `dispose`. */
export interface GraphSession {
  /** Runs a signature, which blocks this thread meanwhile. The arrays are copies. */
  run(
    signature: string,
    feeds: Readonly<Record<string, Feed>>,
  ): Readonly<Record<string, Float32Array | Int32Array>>;
  dispose(): void;
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
  const backend = nativeBackend();
  if (backend === undefined) throw new EngineError(graphsNeedNative());
  const folder = await mkdtemp(join(tmpdir(), 'sweep-graph-'));
  let id: number;
  try {
    await writeFile(join(folder, 'saved_model.pb'), savedModel);
    id = backend.loadSavedModelMetaGraph(folder, 'serve');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return {
    run(name, feeds) {
      const signature = signatures[name];
      if (signature === undefined) throw new Error(`the graph has no signature ${name}`);
      const { inputs, outputs } = signature;
      const fed = Object.keys(inputs).map((argument) => {
        const feed = feeds[argument];
        if (feed === undefined) throw new Error(`signature ${name} lacks ${argument}`);
        return tensorOf(backend, feed);
      });
      const infos = Object.values(inputs).map((tensor) => ({ name: tensor }));
      const results = backend.runSavedModel(id, fed, infos, Object.values(outputs));
      const copies = Object.keys(outputs).map((result, index) => {
        const values = results[index]?.dataSync().slice();
        return [result, values as Float32Array | Int32Array] as const;
      });
      tf.dispose([fed, results]);
      return Object.fromEntries(copies);
    },
    dispose: () => backend.deleteSavedModel(id),
  };
}

/**
 * A tensor that keeps nothing of JavaScript's. The binding lends an array's memory to TensorFlow
 * where it happens to be aligned, and returns it from the thread that drops the tensor last. If that
 * is one of a session's, say where a variable is written anew, two threads are in V8 at once.
 */
function tensorOf(backend: NativeBackend, feed: Feed): tf.Tensor {
  const lent = lentTensor(feed);
  const { TF_ATTR_TYPE, TF_FLOAT, TF_INT32 } = backend.binding;
  const value = lent.dtype === 'int32' ? TF_INT32 : TF_FLOAT;
  try {
    return backend.executeSingleOutput(
      'DeepCopy',
      [{ name: 'T', type: TF_ATTR_TYPE, value }],
      [lent],
    );
  } finally {
    lent.dispose();
  }
}

function lentTensor(feed: Feed): tf.Tensor {
  if (typeof feed === 'number') return tf.scalar(feed, 'int32');
  const dtype = feed.values instanceof Int32Array ? 'int32' : 'float32';
  return tf.tensor(feed.values, [...feed.shape], dtype);
}
