import * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { type Memory, WebAssembly } from './loops.js';

/** A piece of memory; who uses it counts itself in `holders`. */
export interface Block {
  readonly address: number;
  readonly bytes: number;
  holders: number;
}

type Product = (a: number, b: number, out: number) => () => void;

/** What of tfjs-backend-wasm's module is used here; its package is pinned. */
interface Module {
  readonly asm: { readonly memory: Memory };
  readonly _malloc: (bytes: number) => number;
  readonly _free: (address: number) => void;
  readonly cwrap: (
    name: string,
    result: null,
    args: readonly 'number'[],
  ) => (...args: number[]) => void;
  readonly tfjs: {
    readonly registerTensor: (id: number, size: number, address: number) => void;
    readonly disposeData: (id: number) => void;
  };
}

/** tfjs counts its own arrays from 1. */
const FIRST_ID = 2 ** 31;
let nextId = FIRST_ID;

/**
 * Memory in which arrays lie for as long as a session lives: that of tfjs-backend-wasm where it is
 * the backend, so that its products can read and write them; else one of its own.
 */
export class Heap {
  readonly memory: Memory;
  readonly #module: Module | undefined;
  readonly #free: Block[] = [];
  readonly #blocks: Block[] = [];
  readonly #ids: number[] = [];
  readonly #products = new Map<string, number>();
  #multiply: ((...args: number[]) => void) | undefined;
  /** Of all the memory, by element. */
  f32 = new Float32Array();
  i32 = new Int32Array();
  u8 = new Uint8Array();

  constructor() {
    if (tf.getBackend() === 'wasm') {
      this.#module = (tf.backend() as BackendWasm).wasm as unknown as Module;
      this.memory = this.#module.asm.memory;
      this.#multiply = this.#module.cwrap('BatchMatMul', null, new Array(9).fill('number'));
    } else this.memory = new WebAssembly.Memory({ initial: 1 });
  }

  /** Itself, with views of the memory as it is now: when it grows, those of before are empty. */
  get now(): this {
    if (this.u8.length === 0) {
      const { buffer } = this.memory;
      this.f32 = new Float32Array(buffer);
      this.i32 = new Int32Array(buffer);
      this.u8 = new Uint8Array(buffer);
    }
    return this;
  }

  /** Zeros for what lives as long as the session: no step of another writes to it. */
  lasting(bytes: number): number {
    const { address } = this.#fresh(Math.ceil(bytes / 16) * 16);
    this.now.u8.fill(0, address, address + bytes);
    return address;
  }

  /** Memory for what a step writes, which other steps may have written before. */
  allocate(bytes: number): Block {
    const wanted = Math.max(16, Math.ceil(bytes / 16) * 16);
    let best = -1;
    this.#free.forEach((block, index) => {
      const isFit = block.bytes >= wanted && block.bytes <= 2 * wanted;
      if (isFit && block.bytes < (this.#free[best]?.bytes ?? Infinity)) best = index;
    });
    const [found] = best < 0 ? [] : this.#free.splice(best, 1);
    const block = found ?? this.#fresh(wanted);
    block.holders = 1;
    return block;
  }

  #fresh(bytes: number): Block {
    const block = { address: this.#more(Math.max(16, bytes)), bytes, holders: 1 };
    this.#blocks.push(block);
    return block;
  }

  drop(block: Block): void {
    block.holders -= 1;
    if (block.holders === 0) this.#free.push(block);
  }

  #end = 16;

  #more(bytes: number): number {
    if (this.#module !== undefined) {
      const address = this.#module._malloc(bytes) >>> 0;
      if (address === 0) throw new RangeError(`no memory for ${bytes} bytes`);
      return address;
    }
    const address = this.#end;
    this.#end += bytes;
    const lacking = this.#end - this.memory.buffer.byteLength;
    if (lacking > 0) this.memory.grow(Math.ceil(lacking / 65536));
    return address;
  }

  /** [m, k] x [k, n] of float32 at addresses, into `out`. */
  product(m: number, k: number, n: number): Product {
    const multiply = this.#multiply;
    const module = this.#module;
    if (multiply === undefined || module === undefined) {
      return (a, b, out) => () => multiplied(this.now.f32, a >>> 2, b >>> 2, out >>> 2, m, k, n);
    }
    const shapes = this.lasting(24);
    this.now.i32.set([1, m, k, 1, k, n], shapes >>> 2);
    return (a, b, out) => {
      const [left, right, result] = [this.#idOf(a, m * k), this.#newId(), this.#idOf(out, m * n)];
      const { registerTensor, disposeData } = module.tfjs;
      return () => {
        // tfjs keeps what it has packed of a right operand for as long as that is registered.
        registerTensor(right, k * n, b);
        multiply(left, shapes, 3, right, shapes + 12, 3, 0, 0, result);
        disposeData(right);
      };
    };
  }

  #newId(): number {
    return nextId++;
  }

  #idOf(address: number, size: number): number {
    const key = `${address} ${size}`;
    const present = this.#products.get(key);
    if (present !== undefined) return present;
    const id = this.#newId();
    this.#module?.tfjs.registerTensor(id, size, address);
    this.#ids.push(id);
    this.#products.set(key, id);
    return id;
  }

  dispose(): void {
    for (const id of this.#ids) this.#module?.tfjs.disposeData(id);
    for (const { address } of this.#blocks) this.#module?._free(address);
    this.#ids.length = 0;
    this.#blocks.length = 0;
  }
}

function multiplied(
  x: Float32Array,
  a: number,
  b: number,
  out: number,
  m: number,
  k: number,
  n: number,
): void {
  x.fill(0, out, out + m * n);
  for (let row = 0; row < m; row++) {
    for (let inner = 0; inner < k; inner++) {
      const factor = x[a + row * k + inner] as number;
      for (let column = 0; column < n; column++) {
        const at = out + row * n + column;
        x[at] = (x[at] as number) + factor * (x[b + inner * n + column] as number);
      }
    }
  }
}
