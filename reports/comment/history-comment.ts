import type { HistoryFacts } from '../facts/history/history-facts.ts';
import { footnotesMarkdown, nextMarkdown } from '../markdown/closing-markdown.ts';
import { escapeMarkdown } from '../markdown/escape.ts';
import { CHANGE_COLUMNS, changeRow, HISTORY_BADGES } from '../markdown/history-markdown.ts';
import { bounded, boundedFootnote } from './bounded.ts';
import type { CommentParts } from './comment-body.ts';
import { bytesOf } from './fit-sections.ts';
import { tableSection } from './table-section.ts';

const SENTENCE_CHARACTERS = 600;
const TAIL_BYTES = 2_000;

/** What changed over time, as the parts of a comment. */
export function historyComment(facts: HistoryFacts, key: string): CommentParts {
  const { headline, changes, footnotes } = facts;
  const tail = nextMarkdown(facts.next);
  const notes = footnotesMarkdown(footnotes.map(boundedFootnote));
  return {
    key,
    head: [
      `### ${HISTORY_BADGES[headline.word]}`,
      '',
      escapeMarkdown(bounded(headline.sentence, SENTENCE_CHARACTERS)),
    ],
    sections: [
      ...(changes.length === 0
        ? []
        : [tableSection(CHANGE_COLUMNS, changes.map(changeRow), { noun: 'change', title: null })]),
      { open: [], rows: [...notes], close: [], noun: 'note' },
    ],
    tail: bytesOf(tail) > TAIL_BYTES ? [] : tail,
  };
}
