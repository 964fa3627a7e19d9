export interface MarkdownRow {
  readonly heading: string;
  /** Cells of a table; of anything else, the text. Without emphasis and marks of code. */
  readonly cells: readonly string[];
  readonly kind: 'table' | 'entry' | 'text';
  /** From 1. */
  readonly line: number;
}

/** Returns the rows of a page, without code blocks. */
export function readMarkdownRows(page: string): readonly MarkdownRow[] {
  const rows: MarkdownRow[] = [];
  let heading = '';
  let fence: string | null = null;
  for (const [index, raw] of page.split(/\r?\n/u).entries()) {
    const mark = /^\s*(```|~~~)/u.exec(raw)?.[1];
    if (mark !== undefined) {
      fence = fence === null ? mark : fence === mark ? null : fence;
      continue;
    }
    const text = raw.trim();
    if (fence !== null || text === '' || text.startsWith('<!--')) continue;
    const title = /^#{1,6}\s+(.*?)\s*#*$/u.exec(text)?.[1];
    if (title !== undefined) heading = plain(title);
    else rows.push({ heading, line: index + 1, ...rowOf(text) });
  }
  return rows.filter(({ cells }) => cells.some((cell) => /\w/u.test(cell)));
}

function rowOf(text: string): Pick<MarkdownRow, 'cells' | 'kind'> {
  if (text.startsWith('|')) {
    const cells = text.replace(/^\||\|$/gu, '').split(/(?<!\\)\|/u);
    return { kind: 'table', cells: cells.map(plain) };
  }
  const entry = /^(?:[-*+]|\d+[.)])\s+(.*)$/u.exec(text)?.[1];
  return entry === undefined
    ? { kind: 'text', cells: [plain(text)] }
    : { kind: 'entry', cells: [plain(entry)] };
}

function plain(text: string): string {
  return text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/gu, '$1')
    .replace(/\*\*|__|`/gu, '')
    .trim();
}
