import type { Comparison, ComparisonReport } from '../../harness/model/documents/document.ts';
import type { ComparisonFact } from '../facts/comparison/comparison-fact.ts';
import type { ComparisonFacts } from '../facts/comparison/comparison-facts.ts';
import { footnotesMarkdown, nextMarkdown } from '../markdown/closing-markdown.ts';
import {
  BADGES,
  COMPARISON_COLUMNS,
  comparisonNote,
  comparisonRow,
} from '../markdown/comparison-rows.ts';
import { explanationNote } from '../markdown/difference-markdown.ts';
import { escapeMarkdown } from '../markdown/escape.ts';
import { plural } from '../text/plural.ts';
import { bounded, boundedFootnote, boundedName } from './bounded.ts';
import type { CommentParts } from './comment-body.ts';
import { bytesOf, type Section } from './fit-sections.ts';
import { suiteSections } from './suite-sections.ts';
import { tableSection } from './table-section.ts';

/** What a reviewer has to see first; what is unchanged is folded. */
const ORDER: readonly Comparison['verdict'][] = [
  'regressed',
  'inconclusive',
  'improved',
  'incomparable',
];

const SENTENCE_CHARACTERS = 600;
const NOTE_CHARACTERS = 400;
/** A command with a longer name in it is left to the other reports. */
const TAIL_BYTES = 2_000;

/** A comparison as the parts of a comment. */
export function comparisonComment(facts: ComparisonFacts, key: string): CommentParts {
  const { headline, base, head, comparisons, suite, next } = facts;
  const gated = comparisons.filter(({ comparison }) => comparison.gated);
  const open = ORDER.flatMap((verdict) => gated.filter((one) => one.verdict === verdict));
  const tail = nextMarkdown(next);
  return {
    key,
    head: headLines(headline.word, headline.sentence, { base, head }),
    sections: [
      ...(suite === null
        ? [section(open, 'comparison', null)]
        : suiteSections(suite, 'comparison')),
      listSection(
        suite === null
          ? open.flatMap((one) => comparisonNote(short(one), boundedName(one.scenario)))
          : [],
      ),
      listSection(explanationRows(facts)),
      listSection(footnotesMarkdown(facts.footnotes.map(boundedFootnote))),
      ...foldedSection(
        gated.filter(({ verdict }) => verdict === 'unchanged'),
        'unchanged',
      ),
      ...foldedSection(
        gated.filter(({ verdict }) => verdict === 'same inputs'),
        'with the same inputs',
      ),
      ...foldedSection(
        comparisons.filter(({ comparison }) => !comparison.gated),
        'not gated',
      ),
      { open: [], rows: facts.decided, close: [], noun: null },
    ],
    tail: bytesOf(tail) > TAIL_BYTES ? [] : tail,
  };
}

function headLines(
  word: ComparisonReport['verdict'],
  sentence: string,
  sides: { readonly base: string; readonly head: string },
): readonly string[] {
  return [
    `### ${BADGES[word]}`,
    '',
    escapeMarkdown(bounded(sentence, SENTENCE_CHARACTERS)),
    '',
    `Base: ${escapeMarkdown(boundedName(sides.base))}; head: ${escapeMarkdown(boundedName(sides.head))}`,
  ];
}

function short(fact: ComparisonFact): ComparisonFact {
  const { reason } = fact.comparison;
  return {
    ...fact,
    explanation: bounded(fact.explanation, NOTE_CHARACTERS),
    comparison: {
      ...fact.comparison,
      reason: reason === null ? null : bounded(reason, NOTE_CHARACTERS),
    },
  };
}

function section(facts: readonly ComparisonFact[], noun: string, title: string | null): Section {
  const rows = facts.map((one) => comparisonRow(one, boundedName(one.scenario)));
  return tableSection(COMPARISON_COLUMNS, rows, { noun, title });
}

function foldedSection(facts: readonly ComparisonFact[], what: string): readonly Section[] {
  if (facts.length === 0) return [];
  const title = `${plural(facts.length, 'metric')} ${what}`;
  return [section(facts, `${what} comparison`, title)];
}

/** What is behind the changes, a sentence a scenario. */
export function explanationRows({
  scenarios,
}: Pick<ComparisonFacts, 'scenarios'>): readonly string[] {
  return scenarios.flatMap(({ scenario, explanation }) =>
    explanation === null
      ? []
      : [
          explanationNote(boundedName(scenario), {
            sentence: bounded(explanation.sentence, SENTENCE_CHARACTERS),
            counters: bounded(explanation.counters, NOTE_CHARACTERS),
          }),
        ],
  );
}

function listSection(rows: readonly string[]): Section {
  return { open: [], rows, close: [], noun: 'note' };
}
