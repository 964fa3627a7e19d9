/** A column's title; numbers stand to the right. */
export interface MarkdownColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** A table of cells that are Markdown already; nothing without rows. */
export function markdownTable(
  columns: readonly MarkdownColumn[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(({ title }) => title)),
    line(columns.map(({ align }) => (align === 'right' ? '---:' : '---'))),
    ...rows.map(line),
  ];
}
