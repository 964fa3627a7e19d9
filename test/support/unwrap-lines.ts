/**
 * Returns the output of a terminal in one line, since line breaks depend on the length of folder
 * names.
 */
export function unwrapLines(text: string): string {
  return text.replace(/\s+/gu, ' ');
}
