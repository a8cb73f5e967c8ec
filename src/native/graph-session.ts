import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from './engine.js';
import { nativeNode, type LoadedSignature } from './load-engine.js';

/** An array to feed; of one number, a scalar. */
export type Feed =
  { readonly values: Float32Array | Int32Array; readonly shape: readonly number[] } | number;

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
 * Loads the content of a `saved_model.pb` into the native engine of this process.
 *
 * @throws EngineError on an engine without graphs.
 */
export async function openGraph(
  savedModel: Uint8Array,
  signatures: readonly string[],
): Promise<GraphSession> {
  const node = nativeNode();
  if (node === undefined) throw new EngineError('graphs need the native engine (sweep setup)');
  const folder = await mkdtemp(join(tmpdir(), 'sweep-graph-'));
  const loaded = new Map<string, LoadedSignature>();
  try {
    await writeFile(join(folder, 'saved_model.pb'), savedModel);
    for (const signature of signatures) {
      // One folder is one session, which all its signatures share.
      loaded.set(signature, await node.loadSavedModel(folder, ['serve'], signature));
    }
  } catch (error) {
    for (const signature of loaded.values()) signature.dispose();
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return {
    run(signature, feeds) {
      const model = loaded.get(signature);
      if (model === undefined) throw new Error(`the graph has no signature ${signature}`);
      const inputs = Object.fromEntries(
        Object.entries(feeds).map(([name, feed]) => [name, tensorOf(feed)]),
      );
      const outputs = model.predict(inputs);
      const copies = Object.entries(outputs).map(
        ([name, tensor]) => [name, tensor.dataSync().slice() as Float32Array | Int32Array] as const,
      );
      tf.dispose([inputs, outputs]);
      return Object.fromEntries(copies);
    },
    dispose() {
      for (const signature of loaded.values()) signature.dispose();
    },
  };
}

function tensorOf(feed: Feed): tf.Tensor {
  if (typeof feed === 'number') return tf.scalar(feed, 'int32');
  const dtype = feed.values instanceof Int32Array ? 'int32' : 'float32';
  return tf.tensor(feed.values, [...feed.shape], dtype);
}
