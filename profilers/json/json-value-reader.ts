/** Result for a part of JSON that is not complete yet. */
export const NEEDS_MORE_INPUT = -1;

/** Reads one JSON value that arrives in pieces, keeping its own state in between. */
export interface JsonValueReader {
  /** @returns Position after the value, or `NEEDS_MORE_INPUT` if the piece ends before that. */
  readonly read: (bytes: Buffer, at: number) => number;
}

/** The characters that JSON is made of (RFC 8259). */
export const JSON_BYTE = {
  quote: 0x22,
  comma: 0x2c,
  minus: 0x2d,
  zero: 0x30,
  nine: 0x39,
  colon: 0x3a,
  openList: 0x5b,
  backslash: 0x5c,
  closeList: 0x5d,
  openObject: 0x7b,
  closeObject: 0x7d,
} as const;

/** Blanks between values: space, tab, line feed, carriage return. */
export function isBlank(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}
