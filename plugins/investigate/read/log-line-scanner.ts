/** Maximum number of bytes of a line; a longer line is not a log line and counts as unread. */
export const MAX_LINE_BYTES = 1 << 20;

const NEW_LINE = 10;
const RETURN = 13;

export type OnLine = (bytes: Buffer, start: number, end: number) => void;

/** Splits bytes arriving in chunks into lines; copies no line that lies within one chunk. */
export class LineScanner {
  readonly #onLine: OnLine;
  /** Start of a line whose end has not arrived yet. */
  #rest: Buffer[] = [];
  #restLength = 0;
  /** Lines that were longer than `LONGEST_LINE`. */
  tooLong = 0;

  constructor(onLine: OnLine) {
    this.#onLine = onLine;
  }

  write(part: Uint8Array): void {
    const bytes = Buffer.from(part.buffer, part.byteOffset, part.byteLength);
    let start = 0;
    if (this.#restLength > 0) {
      const end = bytes.indexOf(NEW_LINE);
      this.#keep(bytes.subarray(0, end === -1 ? bytes.length : end));
      if (end === -1) return;
      this.end();
      start = end + 1;
    }
    for (;;) {
      const end = bytes.indexOf(NEW_LINE, start);
      if (end === -1) break;
      this.#give(bytes, start, end);
      start = end + 1;
    }
    if (start < bytes.length) this.#keep(bytes.subarray(start));
  }

  /** Emits the last line if it has no line break. */
  end(): void {
    if (this.#restLength === 0) return;
    const length = this.#restLength;
    const line = length > MAX_LINE_BYTES ? null : Buffer.concat(this.#rest);
    this.#rest = [];
    this.#restLength = 0;
    if (line === null) this.tooLong += 1;
    else this.#give(line, 0, length);
  }

  #keep(part: Buffer): void {
    this.#restLength += part.length;
    // Only the length of an overlong line matters.
    if (this.#restLength > MAX_LINE_BYTES) this.#rest = [];
    else this.#rest.push(Buffer.from(part));
  }

  #give(bytes: Buffer, start: number, end: number): void {
    if (end - start > MAX_LINE_BYTES) {
      this.tooLong += 1;
      return;
    }
    const last = end > start && bytes[end - 1] === RETURN ? end - 1 : end;
    if (last > start) this.#onLine(bytes, start, last);
  }
}
