/** Removes characters from foreign text that a terminal would interpret or a page would reorder. */
export function sanitizeText(text: string, longest: number): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd');
  return clean.length <= longest ? clean : `${clean.slice(0, longest - 1)}…`;
}

/** Credentials by their name, by their scheme, and within an address such as postgres://shop:secret@db. */
const SECRETS: readonly (readonly [form: RegExp, instead: string])[] = [
  [
    /\b([\w-]*(?:password|passwd|pwd|secret|token|api[_-]?key|authorization|credential)s?)(["']?\s*[=:]\s*)(?:bearer\s+|basic\s+)?(?:"[^"]*"?|'[^']*'?|[^\s,;&)}\]]+)/giu,
    '$1$2?',
  ],
  [/\b(bearer|basic)\s+[\w.~+/=-]{6,}/giu, '$1 ?'],
  [/:\/\/[^\s/@]+@/gu, '://?@'],
];

/** Replaces values that are named as secrets in foreign text by `?`. */
export function redactSecrets(text: string): string {
  return SECRETS.reduce((clean, [form, instead]) => clean.replace(form, instead), text);
}

/**
 * Copies a string to memory of its own, since a substring keeps the whole string alive and stored
 * parts of a line must not keep the line.
 */
export function detachSubstring(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}

const MOST_EXAMPLES = 3;
const EXAMPLE_LENGTH = 100;

/** Lines that could not be read: their number, and the first as examples. */
export class UnreadLines {
  readonly examples: string[] = [];
  count = 0;

  add(bytes: Buffer, start: number, end: number): void {
    this.count += 1;
    if (this.examples.length >= MOST_EXAMPLES) return;
    const text = bytes.toString('utf8', start, Math.min(end, start + 2 * EXAMPLE_LENGTH));
    this.examples.push(sanitizeText(redactSecrets(text), EXAMPLE_LENGTH));
  }
}
