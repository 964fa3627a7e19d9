import type { PatchFacts } from '../facts/patch/patch-facts.ts';
import { footnotesMarkdown, nextMarkdown } from '../markdown/closing-markdown.ts';
import { escapeMarkdown } from '../markdown/escape.ts';
import { PATCH_COLUMNS, PATCH_SIGNS, patchRow } from '../markdown/patch-markdown.ts';
import { bounded, boundedFootnote } from './bounded.ts';
import type { CommentParts } from './comment-body.ts';
import { tableSection } from './table-section.ts';

const SENTENCE_CHARACTERS = 600;

/** What is known of a patch as the parts of a comment. */
export function patchComment(facts: PatchFacts, key: string): CommentParts {
  const { headline, title, rows, footnotes, next } = facts;
  return {
    key,
    head: [
      `### ${PATCH_SIGNS[headline.standing]} ${escapeMarkdown(bounded(title, SENTENCE_CHARACTERS))}`,
      '',
      escapeMarkdown(bounded(headline.sentence, SENTENCE_CHARACTERS)),
    ],
    sections: [
      tableSection(PATCH_COLUMNS, rows.map(patchRow), { noun: 'row', title: null }),
      {
        open: [],
        rows: footnotesMarkdown(footnotes.map(boundedFootnote)),
        close: [],
        noun: 'note',
      },
    ],
    tail: nextMarkdown(next),
  };
}
