import type { ChecklistFacts } from '../facts/checklist/checklist-facts.ts';
import {
  CHECKLIST_BADGES,
  CHECKLIST_COLUMNS,
  checklistRow,
} from '../markdown/checklist-markdown.ts';
import { footnotesMarkdown, nextMarkdown } from '../markdown/closing-markdown.ts';
import { escapeMarkdown } from '../markdown/escape.ts';
import { bounded, boundedFootnote } from './bounded.ts';
import type { CommentParts } from './comment-body.ts';
import { tableSection } from './table-section.ts';

const SENTENCE_CHARACTERS = 600;

/** What was looked for as the parts of a comment; what does not pass comes first. */
export function checklistComment(facts: ChecklistFacts, key: string): CommentParts {
  const { headline, title, items, footnotes, next } = facts;
  const open = items.filter(({ verdict }) => verdict !== 'pass').map(checklistRow);
  const passed = items.filter(({ verdict }) => verdict === 'pass').map(checklistRow);
  return {
    key,
    head: [
      `### ${CHECKLIST_BADGES[headline.word]}`,
      '',
      `${escapeMarkdown(title)}: ${escapeMarkdown(bounded(headline.sentence, SENTENCE_CHARACTERS))}`,
    ],
    sections: [
      ...(open.length === 0
        ? []
        : [tableSection(CHECKLIST_COLUMNS, open, { noun: 'check', title: null })]),
      ...(passed.length === 0
        ? []
        : [tableSection(CHECKLIST_COLUMNS, passed, { noun: 'check', title: 'Passed' })]),
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
