import type { CapacityFacts } from '../facts/capacity/capacity-facts.ts';
import {
  CAPACITY_BADGES,
  capacityLimits,
  POINT_COLUMNS,
  pointRow,
} from '../markdown/capacity-markdown.ts';
import { footnotesMarkdown, nextMarkdown } from '../markdown/closing-markdown.ts';
import { escapeMarkdown } from '../markdown/escape.ts';
import { bounded, boundedFootnote } from './bounded.ts';
import type { CommentParts } from './comment-body.ts';
import { bytesOf, type Section } from './fit-sections.ts';
import { tableSection } from './table-section.ts';

const SENTENCE_CHARACTERS = 600;
/** A command with a longer name in it is left to the other reports. */
const TAIL_BYTES = 2_000;

/** A capacity search as the parts of a comment. */
export function capacityComment(facts: CapacityFacts, key: string): CommentParts {
  const tail = nextMarkdown(facts.next);
  const { headline, breach, points, footnotes } = facts;
  const notes = footnotesMarkdown(footnotes.map(boundedFootnote));
  return {
    key,
    head: [
      `### ${CAPACITY_BADGES[headline.word]}`,
      '',
      escapeMarkdown(bounded(headline.sentence, SENTENCE_CHARACTERS)),
      ...(breach === null ? [] : ['', escapeMarkdown(bounded(breach, SENTENCE_CHARACTERS))]),
      '',
      bounded(capacityLimits(facts), 3 * SENTENCE_CHARACTERS),
    ],
    sections: [
      ...(points.length === 0
        ? []
        : [tableSection(POINT_COLUMNS, points.map(pointRow), { noun: 'rate', title: null })]),
      { open: [], rows: [...notes], close: [], noun: 'note' } satisfies Section,
    ],
    tail: bytesOf(tail) > TAIL_BYTES ? [] : tail,
  };
}
