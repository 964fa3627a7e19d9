/** A text as part of one line: no text of others begins a heading, a list or a fence of its own. */
export function formatLine(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/[<>]/gu, (sign) => (sign === '<' ? '&lt;' : '&gt;'))
    .replaceAll('`', "'");
}

/** A text as a cell of a table. */
export function formatTableCell(text: string): string {
  return formatLine(text).replaceAll('|', '\\|');
}

/** A text as code, on one line. */
export function formatInlineCode(text: string): string {
  return `\`${text.replace(/\s+/gu, ' ').replaceAll('`', "'")}\``;
}

/** `None.` where there is nothing. */
export function formatBulletList(items: readonly string[]): string {
  return items.length === 0 ? 'None.' : items.map((item) => `- ${item}`).join('\n');
}
