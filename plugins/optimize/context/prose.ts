/** A text as part of one line: no text of others begins a heading, a list or a fence of its own. */
export function oneLine(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/[<>]/gu, (sign) => (sign === '<' ? '&lt;' : '&gt;'))
    .replaceAll('`', "'");
}

/** A text as a cell of a table. */
export function cell(text: string): string {
  return oneLine(text).replaceAll('|', '\\|');
}

/** A text as code, on one line. */
export function codeOf(text: string): string {
  return `\`${text.replace(/\s+/gu, ' ').replaceAll('`', "'")}\``;
}

/** `None.` where there is nothing. */
export function bulletList(items: readonly string[]): string {
  return items.length === 0 ? 'None.' : items.map((item) => `- ${item}`).join('\n');
}
