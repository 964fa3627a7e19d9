/** Formats text as part of one line, so foreign text starts no heading, list or fence. */
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

/** Formats text as inline code. */
export function formatInlineCode(text: string): string {
  return `\`${text.replace(/\s+/gu, ' ').replaceAll('`', "'")}\``;
}

/** Formats a bullet list; `None.` if it is empty. */
export function formatBulletList(items: readonly string[]): string {
  return items.length === 0 ? 'None.' : items.map((item) => `- ${item}`).join('\n');
}
