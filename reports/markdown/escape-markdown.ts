/** Plain text as Markdown that shows it as it is, in a table cell too. */
export function escapeMarkdown(text: string): string {
  return (
    text
      .replace(/[\\`*_{}[\]|#~!$]/g, '\\$&')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replace(/\r?\n/g, ' ')
      // At the start of a line these would make a list or a heading.
      .replace(/^(\d+)(?=[.)]\s)/, '$1\\')
      .replace(/^[-+](?=\s)/, '\\$&')
      // Keeps GitHub from notifying people whose names happen to appear.
      .replace(/@(?=\w)/g, '@\u200b')
  );
}

/** Renders text as inline code, whatever backticks it contains. */
export function inlineCode(text: string): string {
  const longest = longestRun(text);
  if (longest === 0) return `\`${text}\``;
  const fence = '`'.repeat(longest + 1);
  return `${fence} ${text} ${fence}`;
}

/** Renders inline code for a table cell, where bars are escaped; elsewhere it would show. */
export function cellCode(text: string): string {
  return inlineCode(text).replaceAll('|', '\\|');
}

/** Renders lines as a code block, fenced with more backticks than they contain. */
export function codeBlock(lines: readonly string[], language: string): readonly string[] {
  const fence = '`'.repeat(Math.max(3, longestRun(lines.join('\n')) + 1));
  return [`${fence}${language}`, ...lines, fence];
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

/** Plain text inside an HTML element of a Markdown page. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/@(?=\w)/g, '@\u200b');
}
