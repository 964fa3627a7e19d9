/** Rows that belong together, in the order of what must not be lost. */
export interface CommentSection {
  /** Stands above the rows, such as a table's head; left out where no row fits. */
  readonly open: readonly string[];
  readonly rows: readonly string[];
  readonly close: readonly string[];
  /** Noun for a row, in the sentence that counts rows left out; null: not counted. */
  readonly noun: string | null;
  /**
   * Number of entries missing from `rows` because they are too long or too many; counted with rows
   * that do not fit.
   */
  readonly notRows?: number;
}

export interface FittedSections {
  readonly lines: readonly string[];
  /** Number of rows that did not fit, by noun. */
  readonly leftOut: readonly { readonly noun: string; readonly count: number }[];
}

/**
 * Fills so many bytes with sections, one after the other, each as far as it fits. A row is never
 * cut. An UTF-8 text has at least as many bytes as characters, however those are counted, so a
 * limit of characters holds too.
 */
export function fitSections(sections: readonly CommentSection[], room: number): FittedSections {
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
