import { displayWidth, truncateMiddle } from './display-width.ts';
import type { TextColorizer, TextTone } from './terminal-text-colors.ts';

export interface Cell {
  readonly text: string;
  readonly tone?: TextTone;
}

export interface Column {
  readonly align?: 'left' | 'right';
  /** True for a column that shrinks if the table would be too wide. */
  readonly gives?: boolean;
}

export interface TableOptions {
  readonly width: number;
  readonly indent: number;
  readonly paint: TextColorizer;
}

const GAP = 2;
const MIN_WIDTH = 8;

/** Lays out rows as lines with aligned columns, none wider than `width`. */
export function layOutTextTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  { width, indent, paint }: TableOptions,
): readonly string[] {
  const natural = columns.map((_, index) =>
    Math.max(0, ...rows.map((row) => displayWidth(row[index]?.text ?? ''))),
  );
  const used = columns.map((column, index) => ({ ...column, size: natural[index] ?? 0 }));
  // A column without any text takes no gap either.
  const gaps = GAP * Math.max(0, used.filter(({ size }) => size > 0).length - 1);
  const excess = indent + gaps + natural.reduce((sum, size) => sum + size, 0) - width;
  const widths = excess > 0 ? giveWay(used, excess) : natural;
  return rows.map((row) => {
    const cells = columns.flatMap((column, index) => {
      const size = widths[index] ?? 0;
      return size === 0 ? [] : [pad(row[index] ?? { text: '' }, size, column, paint)];
    });
    return `${' '.repeat(indent)}${cells.join(' '.repeat(GAP))}`.trimEnd();
  });
}

/** Shrinks the widest shrinkable column first; shrinks all columns if that is not enough. */
function giveWay(
  columns: readonly (Column & { readonly size: number })[],
  excess: number,
): readonly number[] {
  const widths = columns.map(({ size }) => size);
  const isGiving = columns.map(({ gives }) => gives === true);
  for (let left = excess; left > 0; left -= 1) {
    const candidates = widths.flatMap((size, index) => {
      return isGiving[index] && size > MIN_WIDTH ? [{ index, size }] : [];
    });
    const all = widths.map((size, index) => ({ index, size }));
    const widest = (candidates.length > 0 ? candidates : all).reduce((a, b) =>
      b.size > a.size ? b : a,
    );
    widths[widest.index] = Math.max(1, widest.size - 1);
  }
  return widths;
}

function pad(
  { text, tone = 'plain' }: Cell,
  size: number,
  column: Column,
  paint: TextColorizer,
): string {
  const shown = truncateMiddle(text, size);
  const blanks = ' '.repeat(Math.max(0, size - displayWidth(shown)));
  const painted = paint(tone, shown);
  return column.align === 'right' ? blanks + painted : painted + blanks;
}
