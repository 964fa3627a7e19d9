import type { ProfileDiffFacts } from '../facts/profile/profile-diff-facts.ts';
import { footnotesMarkdown, nextMarkdown } from '../markdown/closing-markdown.ts';
import { DIFFERENCE_COLUMNS, differenceRow } from '../markdown/difference-markdown.ts';
import { escapeMarkdown } from '../markdown/escape.ts';
import { PROFILE_DIFF_BADGES } from '../markdown/profile-diff-markdown.ts';
import { bounded, boundedFootnote, boundedName } from './bounded.ts';
import type { CommentParts } from './comment-body.ts';
import { bytesOf } from './fit-sections.ts';
import { tableSection } from './table-section.ts';

const SENTENCE_CHARACTERS = 600;
/** A command with a longer name in it is left to the other reports. */
const TAIL_BYTES = 2_000;

/** Two profiled sides as the parts of a comment. */
export function profileDiffComment(facts: ProfileDiffFacts, key: string): CommentParts {
  const { headline, base, head, difference, footnotes, next } = facts;
  const tail = nextMarkdown(next);
  const rows = (difference?.functions ?? []).map(differenceRow);
  return {
    key,
    head: [
      `### ${PROFILE_DIFF_BADGES[headline.word]}`,
      '',
      escapeMarkdown(bounded(headline.sentence, SENTENCE_CHARACTERS)),
      '',
      `Base: ${escapeMarkdown(boundedName(base))}; head: ${escapeMarkdown(boundedName(head))}`,
    ],
    sections: [
      ...(rows.length === 0
        ? []
        : [tableSection(DIFFERENCE_COLUMNS, rows, { noun: 'function', title: null })]),
      {
        open: [],
        rows: footnotesMarkdown(footnotes.map(boundedFootnote)),
        close: [],
        noun: 'note',
      },
    ],
    tail: bytesOf(tail) > TAIL_BYTES ? [] : tail,
  };
}
