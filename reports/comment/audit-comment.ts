import type { AuditFacts } from '../facts/audit/audit-facts.ts';
import {
  ACTIONS,
  ADVISORY,
  actionRow,
  advisoryRow,
  scoreTable,
} from '../markdown/audit-markdown.ts';
import { footnotesMarkdown, nextMarkdown } from '../markdown/closing-markdown.ts';
import { escapeMarkdown } from '../markdown/escape.ts';
import { bounded, boundedFootnote } from './bounded.ts';
import type { CommentParts } from './comment-body.ts';
import { tableSection } from './table-section.ts';

const SENTENCE_CHARACTERS = 600;

/** What was found as the parts of a comment, the worst first. */
export function auditComment(facts: AuditFacts, key: string): CommentParts {
  const { headline, title, actions, advisory, footnotes, next } = facts;
  return {
    key,
    head: [
      `### ${headline.word === 'pass' ? '✅ Pass' : '❌ Fail'}`,
      '',
      `${escapeMarkdown(title)}: ${escapeMarkdown(bounded(headline.sentence, SENTENCE_CHARACTERS))}`,
      '',
      ...scoreTable(facts),
    ],
    sections: [
      ...(actions.length === 0
        ? []
        : [tableSection(ACTIONS, actions.map(actionRow), { noun: 'finding', title: null })]),
      ...(advisory.length === 0
        ? []
        : [
            tableSection(ADVISORY, advisory.map(advisoryRow), {
              noun: 'advisory finding',
              title: 'Advisory Findings',
            }),
          ]),
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
