import type { InvestigationFacts } from '../facts/investigation/investigation-facts.ts';
import { footnotesMarkdown, nextMarkdown } from '../markdown/closing-markdown.ts';
import { escapeMarkdown } from '../markdown/escape.ts';
import {
  CAUSE_COLUMNS,
  causeRow,
  INVESTIGATION_BADGES,
} from '../markdown/investigation-markdown.ts';
import { bounded, boundedFootnote } from './bounded.ts';
import type { CommentParts } from './comment-body.ts';
import { tableSection } from './table-section.ts';

const SENTENCE_CHARACTERS = 600;

/** An investigation as the parts of a comment. */
export function investigationComment(facts: InvestigationFacts, key: string): CommentParts {
  const { headline, causes, footnotes, next } = facts;
  return {
    key,
    head: [
      `### ${INVESTIGATION_BADGES[headline.word]}`,
      '',
      escapeMarkdown(bounded(headline.sentence, SENTENCE_CHARACTERS)),
    ],
    sections: [
      ...(causes.length === 0
        ? []
        : [tableSection(CAUSE_COLUMNS, causes.map(causeRow), { noun: 'cause', title: null })]),
      {
        open: [],
        rows: [...footnotesMarkdown(footnotes.map(boundedFootnote))],
        close: [],
        noun: 'note',
      },
    ],
    tail: nextMarkdown(next),
  };
}
