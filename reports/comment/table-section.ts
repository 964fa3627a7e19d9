import { type MarkdownColumn, markdownTable } from '../markdown/table.ts';
import type { Section } from './fit-sections.ts';

/** A table as a section: its head stands only where a row does. */
export function tableSection(
  columns: readonly MarkdownColumn[],
  rows: readonly (readonly string[])[],
  /** What a row is, and what to fold the table under; null: it stands open. */
  { noun, title }: { readonly noun: string; readonly title: string | null },
): Section {
  const [names = '', dashes = '', ...lines] = markdownTable(columns, rows);
  const folded = ['<details>', `<summary>${title}</summary>`, ''];
  return {
    open: [...(title === null ? [] : folded), names, dashes],
    rows: lines,
    close: title === null ? [] : ['', '</details>'],
    noun,
  };
}
