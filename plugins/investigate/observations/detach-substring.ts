/**
 * Copies a string to memory of its own, since a substring keeps the whole string alive and stored
 * parts of a line must not keep the line.
 */
export function detachSubstring(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
