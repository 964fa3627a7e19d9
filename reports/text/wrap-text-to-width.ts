import { displayWidth, splitAtWidth } from './display-width.ts';

export interface WrapOptions {
  readonly width: number;
  readonly first?: string;
  /** Prefix of all further lines. Default: blanks as wide as `first`. */
  readonly rest?: string;
}

// A per cent sign stays with its number, and a number with its ±.
const UNIT_KEPT = /(?<!±) (?!%)/;

/** Breaks a text between words so that no line is wider than `width`; longer words are cut. */
export function wrapTextToWidth(text: string, options: WrapOptions): readonly string[] {
  const { width, first = '' } = options;
  const rest = options.rest ?? ' '.repeat(displayWidth(first));
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(UNIT_KEPT).filter((part) => part !== '')) {
    let remaining = word;
    const fits = displayWidth(line) + (isEmpty ? 0 : 1) + displayWidth(remaining) <= width;
    if (!fits && !isEmpty) {
      lines.push(line);
      line = rest;
      isEmpty = true;
    }
    while (isEmpty && displayWidth(line) + displayWidth(remaining) > width) {
      const room = Math.max(2, width - displayWidth(line));
      const [head, tail] = splitAtWidth(remaining, room);
      // A single displayed character may be wider than the line; it cannot be split.
      if (head === '') break;
      lines.push(line + head);
      line = rest;
      remaining = tail;
    }
    if (remaining === '') continue;
    line += isEmpty ? remaining : ` ${remaining}`;
    isEmpty = false;
  }
  if (!isEmpty || lines.length === 0) lines.push(line);
  return lines.map((line) => line.trimEnd());
}

/** Columns that text for people takes at the most. */
const WIDTH = 80;

/** Wraps a text at blanks; a single word that is too long stays whole. */
export function wrapWords(text: string, indent: string, width = WIDTH): readonly string[] {
  const leading = /^\s*/.exec(text)?.[0] ?? '';
  const lines: string[] = [];
  let line = leading;
  for (const word of text.trim().split(/\s+/)) {
    const isEmpty = line.trim() === '';
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `${leading}${indent}${word}`;
    } else {
      line = isEmpty ? `${line}${word}` : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines;
}

/** Wraps lines that are too wide at blanks, each with its own indentation. */
export function wrapLines(text: string): string {
  return text
    .split('\n')
    .flatMap((line) => (line === '' ? [''] : wrapWords(line, '    ')))
    .join('\n');
}
