import { stripVTControlCharacters } from 'node:util';

// Controls that move a cursor, and marks that turn the direction of what follows: output of a
// measured program must not be able to rewrite the report around it.
const UNSAFE = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * True if a text displays exactly as written: no character moves the cursor or changes the text
 * direction.
 */
export function isPrintable(text: string): boolean {
  return text.search(UNSAFE) === -1 && text.isWellFormed();
}

/** A text on one line without control characters, each run of blanks a single one. */
export function printable(text: string): string {
  return stripVTControlCharacters(text)
    .toWellFormed()
    .replace(/\s+/gu, ' ')
    .replace(UNSAFE, '')
    .trim();
}

/** The lines of an output that hold something, without control characters. */
export function splitPrintableLines(text: string): readonly string[] {
  return stripVTControlCharacters(text)
    .toWellFormed()
    .split(/\r\n|\n|\r/)
    .map((line) => line.replaceAll('\t', '  ').replace(UNSAFE, '').trimEnd())
    .filter((line) => line !== '');
}

/** The same value with every text in it printable; undefined values are left out. */
export function printableTexts<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_, part: unknown) =>
    typeof part === 'string' ? printable(part) : part,
  );
}
