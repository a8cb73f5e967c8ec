import { problem } from '../../text/problem.js';
import { gigabytes } from '../../text/values.js';
import { MemoryError } from '../memory.js';
import { type Memory, WebAssembly } from './loops.js';

/** A piece of memory; who uses it counts itself in `holders`. */
export interface Block {
  readonly address: number;
  readonly bytes: number;
  holders: number;
}

const PAGE = 65_536;

/**
 * Memory in which the arrays of a session lie. It is divided while a graph is prepared; a step
 * neither allocates nor frees. It is returned as a whole, when nothing refers to it any more.
 */
export class Heap {
  readonly memory: Memory = new WebAssembly.Memory({ initial: 1 });
  readonly #free: Block[] = [];
  #end = 0;
  /** Of all the memory, by element; see `now`. */
  f32 = new Float32Array();
  i32 = new Int32Array();
  u8 = new Uint8Array();

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

  /** Address of zeros for what lives as long as the session: nothing else is ever written there. */
  lasting(bytes: number): number {
    return this.#fresh(wholeVectors(bytes)).address;
  }

  /** Memory for what a step writes, where other steps may have written before. */
  allocate(bytes: number): Block {
    const wanted = wholeVectors(bytes);
    let best = -1;
    this.#free.forEach((block, index) => {
      const fits = block.bytes >= wanted && block.bytes <= 2 * wanted;
      if (fits && block.bytes < (this.#free[best]?.bytes ?? Infinity)) best = index;
    });
    const [found] = best < 0 ? [] : this.#free.splice(best, 1);
    const block = found ?? this.#fresh(wanted);
    block.holders = 1;
    return block;
  }

  /** One holder fewer; without any, others may have the block. */
  drop(block: Block): void {
    block.holders -= 1;
    if (block.holders === 0) this.#free.push(block);
  }

  /** @throws MemoryError where an engine has no more. */
  #grow(lacking: number): void {
    try {
      this.memory.grow(Math.ceil(lacking / PAGE));
    } catch {
      throw new MemoryError(heapTooSmall(this.#end));
    }
  }

  #fresh(bytes: number): Block {
    const block = { address: this.#end, bytes, holders: 1 };
    this.#end += bytes;
    const lacking = this.#end - this.memory.buffer.byteLength;
    if (lacking > 0) this.#grow(lacking);
    return block;
  }
}

/** @param bytes that a program takes. */
function heapTooSmall(bytes: number): string {
  return problem({
    what: `on wasm a program cannot have the ${gigabytes(bytes)} of memory that it takes`,
    advice: 'make networks or batches smaller, or install the native engine: sweep setup',
  });
}

function wholeVectors(bytes: number): number {
  return Math.max(16, Math.ceil(bytes / 16) * 16);
}
