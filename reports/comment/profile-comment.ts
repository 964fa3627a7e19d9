import type { MapFacts } from '../facts/profile/map-facts.ts';
import type { ProfileFacts } from '../facts/profile/profile-facts.ts';
import { footnotesMarkdown, nextMarkdown } from '../markdown/closing-markdown.ts';
import { escapeHtml, escapeMarkdown } from '../markdown/escape.ts';
import {
  adviceMarkdown,
  bottleneckMarkdown,
  gateMarkdownLines,
  STEP_COLUMNS,
  stepRow,
} from '../markdown/map-markdown.ts';
import {
  CALL_COLUMNS,
  callRow,
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
  const { headline, map, busySentence, spots, footnotes, memory, calls } = facts;
  const notes = footnotesMarkdown(footnotes.map(boundedFootnote));
  return {
    key,
    head: [
      `### ${PROFILE_BADGES[headline.word]}`,
      '',
      escapeMarkdown(bounded(headline.sentence, SENTENCE_CHARACTERS)),
      '',
      ...ownersMarkdown(facts).map((line) => bounded(line, SENTENCE_CHARACTERS)),
      ...(memory === null
        ? []
        : ['', escapeMarkdown(bounded(memory.sentence, SENTENCE_CHARACTERS))]),
    ],
    sections: [
      ...(map === null ? [] : mapSections(map)),
      ...(busySentence === null
        ? []
        : [rowSection([escapeMarkdown(bounded(busySentence, SENTENCE_CHARACTERS))])]),
      ...(spots.length === 0
        ? []
        : [
            tableSection(spotColumns(facts), spots.map(spotRow), { noun: 'function', title: null }),
          ]),
      ...(calls === null || calls.rows.length === 0
        ? []
        : [
            tableSection(CALL_COLUMNS, calls.rows.map(callRow), {
              noun: 'function',
              title: escapeHtml(calls.title),
            }),
          ]),
      { open: [], rows: [...notes], close: [], noun: 'note' } satisfies Section,
    ],
    tail: bytesOf(tail) > TAIL_BYTES ? [] : tail,
  };
}

/** What to look at first, then the gate, then the way there. */
function mapSections(facts: MapFacts): readonly Section[] {
  const { bottlenecks, steps, title } = facts;
  return [
    {
      open: [],
      rows: bottlenecks.map((one, index) => `${index + 1}. ${bottleneckMarkdown(one)}`),
      close: ['', ...adviceMarkdown(facts)],
      noun: 'bottleneck',
    },
    rowSection([gateMarkdownLines(facts).join('\n')]),
    tableSection(STEP_COLUMNS, steps.map(stepRow), { noun: 'step', title: escapeHtml(title) }),
  ];
}

/** Text that is left out whole where it does not fit. */
function rowSection(rows: readonly string[]): Section {
  return { open: [], rows, close: [], noun: null };
}
