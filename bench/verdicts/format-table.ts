import type { BenchTable } from '../bench-result.ts';

/** Maximum width of columns; longer text is cut, since the page has it in full. */
const WIDEST = 60;

/** A table for a terminal: columns in line, two blanks between them. */
export function formatTable({ title, head, body }: Omit<BenchTable, 'note'>): string {
  const rows = [head, ...body].map((cells) => cells.map(cut));
  const widths = head.map((_, column) =>
    Math.max(...rows.map((cells) => (cells[column] ?? '').length)),
  );
  const lines = rows.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [title, '', ...lines].join('\n');
}

function cut(text: string): string {
  return text.length <= WIDEST ? text : `${text.slice(0, WIDEST - 1)}…`;
}
