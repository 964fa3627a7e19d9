import type { BisectFacts } from '../facts/bisect/bisect-facts.ts';
import {
  BISECT_BADGES,
  bisectEnds,
  confirmedBy,
  culpritMarkdown,
  STEP_COLUMNS,
  stepRow,
} from '../markdown/bisect-markdown.ts';
import { footnotesMarkdown, nextMarkdown } from '../markdown/closing-markdown.ts';
import { escapeMarkdown } from '../markdown/escape.ts';
import { bounded, boundedFootnote, boundedName } from './bounded.ts';
import type { CommentParts } from './comment-body.ts';
import { bytesOf, type Section } from './fit-sections.ts';
import { tableSection } from './table-section.ts';

const SENTENCE_CHARACTERS = 600;
const LINE_CHARACTERS = 400;
/** A command with a longer name in it is left to the other reports. */
const TAIL_BYTES = 2_000;

/** A bisection as the parts of a comment: the culprit first, the search folded. */
export function bisectComment(facts: BisectFacts, key: string): CommentParts {
  const tail = nextMarkdown(facts.next);
  const rows = facts.steps.map((fact) =>
    stepRow({ ...fact, place: boundedName(fact.place), likeliest: boundedName(fact.likeliest) }),
  );
  const ends = { ...facts, good: boundedName(facts.good), bad: boundedName(facts.bad) };
  return {
    key,
    head: [
      `### ${BISECT_BADGES[facts.headline.word]}`,
      '',
      escapeMarkdown(bounded(facts.headline.sentence, SENTENCE_CHARACTERS)),
      '',
      bounded(bisectEnds(ends), 3 * LINE_CHARACTERS),
    ],
    sections: [
      list(facts.culprits.slice(-1).flatMap(culpritMarkdown), 'line'),
      list(confirmedBy(facts.culprits), 'confirmation'),
      list(footnotesMarkdown(facts.footnotes.map(boundedFootnote)), 'note'),
      ...(rows.length === 0
        ? []
        : [
            tableSection(STEP_COLUMNS, rows, {
              noun: 'stop',
              title: `The search over ${facts.searched}`,
            }),
          ]),
      list(facts.cost.map(escapeMarkdown), 'sentence'),
    ],
    tail: bytesOf(tail) > TAIL_BYTES ? [] : tail,
  };
}

function list(rows: readonly string[], noun: string): Section {
  return { open: [], rows: [...rows], close: [], noun };
}
