/** Returns a terminal's output as one line: line breaks depend on folder-name length. */
export function unwrapTerminalOutput(text: string): string {
  return text.replace(/\s+/gu, ' ');
}
