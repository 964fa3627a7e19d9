/** What a terminal showed, in one line: where lines break depends on how long names of folders are. */
export function unwrapped(text: string): string {
  return text.replace(/\s+/gu, ' ');
}
