import { stripVTControlCharacters } from 'node:util';
import { shellQuote } from '../../harness/model/shell-quote.ts';

// Control characters that move the cursor, and marks that change text direction: output of a
// measured program must not be able to rewrite the report around it.
const UNSAFE = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** True if a text displays as written: nothing moves the cursor or changes text direction. */
export function isPrintable(text: string): boolean {
  return text.search(UNSAFE) === -1 && text.isWellFormed();
}

/** Returns a text on one line without control characters, with each run of blanks collapsed. */
export function printable(text: string): string {
  return stripVTControlCharacters(text)
    .toWellFormed()
    .replace(/\s+/gu, ' ')
    .replace(UNSAFE, '')
    .trim();
}

/** Returns the non-blank lines of an output, without control characters. */
export function splitPrintableLines(text: string): readonly string[] {
  return stripVTControlCharacters(text)
    .toWellFormed()
    .split(/\r\n|\n|\r/)
    .map((line) => line.replaceAll('\t', '  ').replace(UNSAFE, '').trimEnd())
    .filter((line) => line !== '');
}

/** Returns a copy of a value with all its texts printable; undefined values are left out. */
export function printableTexts<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_, part: unknown) =>
    typeof part === 'string' ? printable(part) : part,
  );
}

/**
 * Quotes a name as a word of a command that may be copied. Control characters are removed, so that
 * pasting does only what is visible.
 */
export function quoteCommandWord(name: string): string {
  return shellQuote(sanitizeCommand(name));
}

/**
 * Makes a whole command safe to show, or a word before it is quoted. Printable text is unchanged,
 * since blanks in a name are part of it.
 */
export function sanitizeCommand(text: string): string {
  return isPrintable(text) ? text : printable(text);
}
