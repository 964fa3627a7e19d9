import { createHash } from 'node:crypto';
import { plural } from './text/sentence-parts.ts';

/** GitHub's limit is 65,536 characters; the difference leaves room for manual edits. */
const MAX_COMMENT_BYTES = 65_000;

/** Room for the sentence that states what was left out. */
const SENTENCE_BYTES = 600;

export interface CommentParts {
  readonly key: string;
  /** Verdict and sides: always there, and short. */
  readonly head: readonly string[];
  /** Sections, most important first. */
  readonly sections: readonly CommentSection[];
  /** Next steps: always present, and short. */
  readonly tail: readonly string[];
}

/** Renders a comment within GitHub's limit, whatever its subject; counts rows that do not fit. */
export function renderCommentBody({ key, head, sections, tail }: CommentParts): string {
  const top = [formatCommentMarker(key), '', ...head];
  const bottom = tail.length === 0 ? [] : ['', ...tail];
  const room = MAX_COMMENT_BYTES - countLineBytes(top) - countLineBytes(bottom) - SENTENCE_BYTES;
  const { lines, leftOut } = fitCommentSections(sections, room);
  const missing = leftOut.map(({ noun, count }) => plural(count, noun)).join(', ');
  const sentence =
    leftOut.length === 0
      ? []
      : ['', `_Omitted because of the comment size limit: ${missing}. ${WHERE}_`];
  return `${[...top, ...lines, ...sentence, ...bottom].join('\n')}\n`;
}

const WHERE =
  'The full results are in the job summary, and in the JSON and HTML reports if requested.';

/** Characters of a key that its marker shows. */
const MARKER_LENGTH = 100;

/** Hidden first line by which the comment is found again; no two keys have the same. */
export function formatCommentMarker(key: string): string {
  // Two hyphens would end an HTML comment.
  const safe = key.replace(/[^\w.]+/g, '-').replace(/^-+|-+$/g, '');
  const shown = safe.slice(0, MARKER_LENGTH) || 'default';
  const isWhole = key === shown || key === '';
  return `<!-- perf-harness:${shown}${isWhole ? '' : `-${digest(key)}`} -->`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

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

/**
 * Fits sections into a number of bytes, one after the other, each as far as possible. A row is
 * never cut. The number of characters never exceeds the number of UTF-8 bytes, however characters
 * are counted, so a limit of characters is met too.
 */
export function fitCommentSections(sections: readonly CommentSection[], room: number) {
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
