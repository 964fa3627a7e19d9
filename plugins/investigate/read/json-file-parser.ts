import { storage } from 'perf-harness/plugin';
import type { Observations } from '../observations/collected-log-observations.ts';
import type { FileParser, JsonFormat } from './log-format-reader-types.ts';
import { UnreadLines } from './sanitize-log-text.ts';

/** Reads JSON values, each of which counts as a line. */
export function createJsonFileParser(
  { name, open }: JsonFormat,
  observed: Observations,
): FileParser {
  const reader = open(observed);
  const unread = new UnreadLines();
  let values = 0;
  const scanner = new JsonScanner((text) => {
    values += 1;
    if (reader.read(storage.tryParseJson(text) ?? null)) return;
    const start = Buffer.from(text.slice(0, 200));
    unread.add(start, 0, start.length);
  });
  return {
    write: (part) => scanner.write(part),
    end: () => {
      scanner.end();
      reader.end?.();
    },
    result: () => ({
      format: name,
      lines: values,
      unread: unread.count,
      examples: unread.examples,
      hasZone: true,
      assumedYear: null,
      timedBy: name,
    }),
  };
}

/** Most bytes of a value, as it is parsed as a whole, which takes several times the memory. */
export const MAX_VALUE_BYTES = 200_000_000;

const [QUOTE, BACKSLASH, OPEN, CLOSE, OPEN_LIST, CLOSE_LIST] = [0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d];
const BLANK = 0x20;

/** Splits bytes that arrive in chunks into consecutive JSON values, regardless of lines. */
export class JsonScanner {
  readonly #onValue: (text: string) => void;
  readonly #largest: number;
  #parts: Buffer[] = [];
  #length = 0;
  #depth = 0;
  #isString = false;
  #isEscaped = false;

  /** @param largest - Maximum number of bytes of a value. */
  constructor(onValue: (text: string) => void, largest = MAX_VALUE_BYTES) {
    this.#onValue = onValue;
    this.#largest = largest;
  }

  /** @throws Error where a value is too large to be parsed as a whole. */
  write(part: Uint8Array): void {
    const bytes = Buffer.from(part.buffer, part.byteOffset, part.byteLength);
    let start = 0;
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at] ?? 0;
      if (this.#isString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (byte === BACKSLASH) this.#isEscaped = true;
        else if (byte === QUOTE) this.#isString = false;
      } else if (byte === QUOTE) this.#isString = this.#depth > 0;
      else if (byte === OPEN || byte === OPEN_LIST) this.#depth += 1;
      else if ((byte === CLOSE || byte === CLOSE_LIST) && this.#depth > 0) {
        this.#depth -= 1;
        if (this.#depth > 0) continue;
        this.#keep(bytes.subarray(start, at + 1));
        this.#give();
        start = at + 1;
      } else if (this.#depth === 0 && byte <= BLANK && start === at) start = at + 1;
    }
    this.#keep(bytes.subarray(start));
  }

  /** Emits the incomplete rest, which is not a valid value. */
  end(): void {
    if (this.#length > 0) this.#give();
  }

  #keep(part: Buffer): void {
    if (part.length === 0) return;
    this.#length += part.length;
    if (this.#length > this.#largest) {
      this.#parts = [];
      this.#length = 0;
      throw new Error(
        `it is a single JSON value of more than ${this.#largest / 1e6} MB, which is too large to read; export a shorter period, or fewer series`,
      );
    }
    this.#parts.push(Buffer.from(part));
  }

  #give(): void {
    const text = Buffer.concat(this.#parts).toString('utf8');
    this.#parts = [];
    this.#length = 0;
    this.#onValue(text);
  }
}
