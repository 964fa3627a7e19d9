import type { ComparisonReport } from '../../harness/model/document.ts';
import type { ComparisonFacts } from '../facts/comparison-facts.ts';
import { footnotesMarkdown, nextMarkdown } from './closing-markdown.ts';
import { escapeMarkdown, inlineCode } from './escape.ts';
import { markdownTable } from './table.ts';

const BADGES: Readonly<Record<ComparisonReport['verdict'], string>> = {
  pass: '✅ Pass',
  fail: '❌ Regressed',
  inconclusive: '❔ Inconclusive',
  incomparable: '⚠️ Incomparable',
};

const SIGNS = {
  improved: '✅ improved',
  regressed: '❌ regressed',
  unchanged: 'unchanged',
  inconclusive: '❔ inconclusive',
  incomparable: '⚠️ incomparable',
} as const;

/** A comparison for job summaries and pull requests. */
export function comparisonMarkdown(facts: ComparisonFacts): readonly (readonly string[])[] {
  const { headline, base, head, comparisons, records, footnotes, next } = facts;
  return [
    [`### ${BADGES[headline.word]}`],
    [escapeMarkdown(headline.sentence)],
    [`Base: ${escapeMarkdown(base)}; head: ${escapeMarkdown(head)}`],
    markdownTable(
      [
        { title: 'Scenario' },
        { title: 'Metric' },
        { title: 'Base', align: 'right' },
        { title: 'Head', align: 'right' },
        { title: 'Change', align: 'right' },
        { title: 'Interval', align: 'right' },
        { title: 'Verdict' },
        { title: '' },
      ],
      comparisons.map((one) => [
        escapeMarkdown(one.scenario),
        one.metric,
        one.base,
        one.head,
        one.change,
        one.interval,
        SIGNS[one.verdict],
        escapeMarkdown(one.explanation),
      ]),
    ),
    records.length === 0 ? [] : [`Records: ${records.map(inlineCode).join(', ')}`],
    footnotesMarkdown(footnotes),
    nextMarkdown(next),
  ];
}
