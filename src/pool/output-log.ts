/** A longer line is cut, so that a worker that prints without line ends does not grow this process. */
const LONGEST_LINE = 2000;

/** The last lines that a process has printed, on both of its streams. */
export class OutputLog {
  readonly #most: number;
  readonly #rests = new Map<NodeJS.ReadableStream, string>();
  #lines: string[] = [];

  /** @param most lines that are kept. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Takes what a stream says from now on. */
  keep(stream: NodeJS.ReadableStream | null): void {
    if (stream === null) return;
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      const lines = ((this.#rests.get(stream) ?? '') + text).split(/\r?\n/);
      this.#rests.set(stream, (lines.pop() ?? '').slice(-LONGEST_LINE));
      // A burst may hold more lines than are kept.
      for (const line of lines.slice(-this.#most)) this.add(line);
    });
  }

  add(line: string): void {
    this.#lines.push(plain(line));
    if (this.#lines.length > this.#most) this.#lines.shift();
  }

  /** What is kept, with lines that have not ended yet: last words often have no line end. */
  lines(): string[] {
    const rests = [...this.#rests.values()].filter((rest) => rest !== '').map(plain);
    return [...this.#lines, ...rests].slice(-this.#most);
  }

  clear(): void {
    this.#lines = [];
    this.#rests.clear();
  }
}

/** A zero would end the text for programs that read it from the database. */
function plain(line: string): string {
  return line.slice(0, LONGEST_LINE).replaceAll('\u0000', '\uFFFD');
}
