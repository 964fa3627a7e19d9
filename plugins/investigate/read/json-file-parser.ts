import { storage } from 'perf-harness/plugin';
import type { Observations } from '../observations/collected-log-observations.ts';
import { JsonScanner } from './json-scanner.ts';
import type { FileParser, JsonFormat, JsonReader } from './log-format-reader-types.ts';
import { UnreadLines } from './unparsed-log-line-examples.ts';

/** Reads JSON values, each of which counts as a line. */
export class JsonFileParser implements FileParser {
  readonly #name: string;
  readonly #reader: JsonReader;
  readonly #scanner: JsonScanner;
  readonly #unread = new UnreadLines();
  #values = 0;

  constructor(format: JsonFormat, observed: Observations) {
    this.#name = format.name;
    this.#reader = format.open(observed);
    this.#scanner = new JsonScanner((text) => this.#take(text));
  }

  write(part: Uint8Array): void {
    this.#scanner.write(part);
  }

  end(): void {
    this.#scanner.end();
    this.#reader.end?.();
  }

  result(): ReturnType<FileParser['result']> {
    const { count, examples } = this.#unread;
    return {
      format: this.#name,
      lines: this.#values,
      unread: count,
      examples,
      hasZone: true,
      assumedYear: null,
      timedBy: this.#name,
    };
  }

  #take(text: string): void {
    this.#values += 1;
    if (this.#reader.read(storage.tryParseJson(text) ?? null)) return;
    const start = Buffer.from(text.slice(0, 200));
    this.#unread.add(start, 0, start.length);
  }
}
