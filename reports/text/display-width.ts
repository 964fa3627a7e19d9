// Created on first use, since that takes longer than a whole report of ordinary text.
let segmenter: Intl.Segmenter | undefined;
// Latin and Greek letters, dashes and dots, arrows, mathematical signs such as the minus, lines,
// bars and marks of reports, which make up nearly all text: each takes one column.
const SINGLE =
  /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u03b1-\u03c9\u2010-\u2027\u2190-\u22ff\u2500-\u259f\u25b2\u25bc\u25cf\u2713\u2717]*$/;
// Made when a text first needs them, too: the thousands of emoji take 10 ms of every start.
let classes: { readonly emoji: RegExp; readonly takesNoColumn: RegExp } | undefined;

/** Wide and full-width blocks (East_Asian_Width W and F of Unicode 16), first and last of each. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18dff],
  [0x1aff0, 0x1b2ff],
  [0x1f200, 0x1f2ff],
  [0x20000, 0x3fffd],
];

/** Columns that a text without control characters takes in a terminal. */
export function displayWidth(text: string): number {
  if (SINGLE.test(text)) return text.length;
  let width = 0;
  for (const grapheme of graphemes(text)) width += graphemeWidth(grapheme);
  return width;
}

function* graphemes(text: string): Iterable<string> {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  for (const { segment } of segmenter.segment(text)) yield segment;
}

/** Splits a text into the longest prefix within a number of columns, and the rest. */
export function splitAtWidth(text: string, width: number): readonly [string, string] {
  // With the character after it, which could be a mark on the last.
  if (SINGLE.test(text.slice(0, width + 1))) return [text.slice(0, width), text.slice(width)];
  let used = 0;
  let length = 0;
  for (const grapheme of graphemes(text)) {
    used += graphemeWidth(grapheme);
    if (used > width) break;
    length += grapheme.length;
  }
  return [text.slice(0, length), text.slice(length)];
}

/**
 * Truncates a text to a number of columns by removing its middle, since names differ at their ends,
 * where their params are, as often as at their beginnings.
 */
export function truncateMiddle(text: string, width: number): string {
  const isPlain = SINGLE.test(text);
  const parts = isPlain ? [] : [...graphemes(text)];
  const widths = parts.map(graphemeWidth);
  const whole = isPlain ? text.length : widths.reduce((sum, each) => sum + each, 0);
  if (whole <= width) return text;
  if (width < 2) return width === 1 ? '…' : '';
  const headWidth = Math.ceil((width - 1) * 0.6);
  if (isPlain) {
    const rest = text.length - (width - 1 - headWidth);
    return `${text.slice(0, headWidth)}…${text.slice(rest)}`;
  }
  const [headEnd, used] = fitting(widths, headWidth);
  const [tailLength] = fitting(widths.toReversed(), width - 1 - used);
  return [...parts.slice(0, headEnd), '…', ...parts.slice(parts.length - tailLength)].join('');
}

/** Returns how many leading widths fit into so many columns, and the columns they use. */
function fitting(widths: readonly number[], most: number): readonly [number, number] {
  let used = 0;
  for (const [count, width] of widths.entries()) {
    if (used + width > most) return [count, used];
    used += width;
  }
  return [widths.length, used];
}

function classesOfCharacters() {
  classes ??= {
    emoji: /^(?:\p{RGI_Emoji}|\p{Emoji_Presentation}|\p{Emoji}\uFE0F)/v,
    // Marks, format characters, and the vowels and finals that join a Hangul syllable.
    takesNoColumn: /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]$/v,
  };
  return classes;
}

function graphemeWidth(grapheme: string): number {
  if (SINGLE.test(grapheme)) return grapheme.length;
  if (classesOfCharacters().emoji.test(grapheme)) return 2;
  let width = 0;
  for (const character of grapheme) width += characterWidth(character);
  return width;
}

function characterWidth(character: string): number {
  if (classesOfCharacters().takesNoColumn.test(character)) return 0;
  const code = character.codePointAt(0) ?? 0;
  return WIDE.some(([first, last]) => code >= first && code <= last) ? 2 : 1;
}
