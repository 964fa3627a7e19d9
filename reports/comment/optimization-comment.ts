import type { OptimizationFacts } from '../facts/optimization/optimization-facts.ts';
import { footnotesMarkdown, nextMarkdown } from '../markdown/closing-markdown.ts';
import { escapeMarkdown } from '../markdown/escape.ts';
import { cycleTable, metricTable, OPTIMIZATION_BADGES } from '../markdown/optimization-markdown.ts';
import { bounded, boundedFootnote } from './bounded.ts';
import type { CommentParts } from './comment-body.ts';
import { bytesOf, type Section } from './fit-sections.ts';

const SENTENCE_CHARACTERS = 600;
/** A command with a longer name in it is left to the other reports. */
const TAIL_BYTES = 2_000;

/** A loop as the parts of a comment. */
export function optimizationComment(facts: OptimizationFacts, key: string): CommentParts {
  const { headline, sure, targetLine, cycles, footnotes, next } = facts;
  const tail = nextMarkdown(next);
  const said = [headline.sentence, sure, targetLine].flatMap((text) =>
    text === null ? [] : ['', escapeMarkdown(bounded(text, SENTENCE_CHARACTERS))],
  );
  return {
    key,
    head: [`### ${OPTIMIZATION_BADGES[headline.word]}`, ...said],
    sections: [
      ...(facts.rows.length === 0 ? [] : [whole(cycleTable(facts))]),
      ...cycles.flatMap((one): readonly Section[] => [
        {
          open: [`**Cycle ${one.cycle}**`, '', '| | |', '|---|---|'],
          rows: one.rows.map(
            ({ name, texts }) =>
              `| ${name} | ${texts.map((text) => escapeMarkdown(bounded(text, SENTENCE_CHARACTERS))).join('<br>')} |`,
          ),
          close: [],
          noun: 'row',
        },
        whole(metricTable(one.metrics)),
      ]),
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

/** Lines that are left out all together where they do not fit. */
function whole(lines: readonly string[]): Section {
  return { open: [], rows: lines.length === 0 ? [] : [lines.join('\n')], close: [], noun: null };
}
