/**
 * The same text in memory of its own. A part of a text keeps the whole of it alive, and what is kept of a
 * line must not keep the line.
 */
export function copyString(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
