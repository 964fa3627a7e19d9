import type { ProfileFacts } from '../facts/profile-facts.ts';
import { footnotesMarkdown, nextMarkdown } from '../markdown/closing-markdown.ts';
import { escapeMarkdown } from '../markdown/escape.ts';
import {
  ownersMarkdown,
  PROFILE_BADGES,
  spotColumns,
  spotRow,
} from '../markdown/profile-markdown.ts';
import { bounded, boundedFootnote } from './bounded.ts';
import type { CommentParts } from './comment-body.ts';
import { bytesOf, type Section } from './fit-sections.ts';
import { tableSection } from './table-section.ts';

const SENTENCE_CHARACTERS = 600;
/** A command with a longer name in it is left to the other reports. */
const TAIL_BYTES = 2_000;

/** A profile as the parts of a comment. */
export function profileComment(facts: ProfileFacts, key: string): CommentParts {
  const tail = nextMarkdown(facts.next);
  const { headline, spots, footnotes } = facts;
  const notes = footnotesMarkdown(footnotes.map(boundedFootnote));
  return {
    key,
    head: [
      `### ${PROFILE_BADGES[headline.word]}`,
      '',
      escapeMarkdown(bounded(headline.sentence, SENTENCE_CHARACTERS)),
      '',
      ...ownersMarkdown(facts).map((line) => bounded(line, SENTENCE_CHARACTERS)),
    ],
    sections: [
      ...(spots.length === 0
        ? []
        : [
            tableSection(spotColumns(facts), spots.map(spotRow), { noun: 'function', title: null }),
          ]),
      { open: [], rows: [...notes], close: [], noun: 'note' } satisfies Section,
    ],
    tail: bytesOf(tail) > TAIL_BYTES ? [] : tail,
  };
}
