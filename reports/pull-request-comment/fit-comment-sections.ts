/** Rows that belong together, most important first. */
export interface CommentSection {
  /** Lines above the rows, such as a table's head; left out if no row fits. */
  readonly open: readonly string[];
  readonly rows: readonly string[];
  readonly close: readonly string[];
  /** Noun for a row, in the sentence that counts rows left out; null: not counted. */
  readonly noun: string | null;
  /** Number of entries missing in `rows`: too long or too many; counted with rows not fitting. */
  readonly notRows?: number;
}

export interface FittedSections {
  readonly lines: readonly string[];
  /** Number of rows that did not fit, by noun. */
  readonly leftOut: readonly { readonly noun: string; readonly count: number }[];
}

/**
 * Fits sections into a number of bytes, one after the other, each as far as possible. A row is
 * never cut. The number of characters never exceeds the number of UTF-8 bytes, however characters
 * are counted, so a limit of characters is met too.
 */
export function fitCommentSections(
  sections: readonly CommentSection[],
  room: number,
): FittedSections {
  const lines: string[] = [];
  const leftOut: { noun: string; count: number }[] = [];
  let left = room;
  for (const { open, rows, close, noun, notRows = 0 } of sections) {
    const frame = countLineBytes(['', ...open, ...close]);
    const fitting = countFitting(rows, left - frame);
    if (fitting > 0) {
      const block = ['', ...open, ...rows.slice(0, fitting), ...close];
      lines.push(...block);
      left -= countLineBytes(block);
    }
    const count = rows.length - fitting + notRows;
    if (count > 0 && noun !== null) leftOut.push({ noun, count });
  }
  return { lines, leftOut };
}

function countFitting(rows: readonly string[], room: number): number {
  let used = 0;
  for (const [index, row] of rows.entries()) {
    used += countLineBytes([row]);
    if (used > room) return index;
  }
  return rows.length;
}

/** Bytes of lines with their line ends. */
export function countLineBytes(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
}
