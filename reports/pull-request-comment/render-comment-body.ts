import { createHash } from 'node:crypto';
import { plural } from '../text/format-counts.ts';
import { type CommentSection, countLineBytes, fitCommentSections } from './fit-comment-sections.ts';

/** GitHub's limit is 65,536 characters; the difference leaves room for manual edits. */
export const MAX_COMMENT_BYTES = 65_000;

/** Room for the sentence that states what was left out. */
const SENTENCE_BYTES = 600;

/** Parts of a comment that a later comment with the same key overwrites. */
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
