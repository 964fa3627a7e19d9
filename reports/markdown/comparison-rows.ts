import type { Comparison, ComparisonReport } from '../../harness/model/document.ts';
import type { ComparisonFact } from '../facts/comparison-fact.ts';
import { escapeMarkdown } from './escape.ts';
import type { MarkdownColumn } from './table.ts';

/** What a comparison's verdict looks like at the head of a page. */
export const BADGES: Readonly<Record<ComparisonReport['verdict'], string>> = {
  pass: '✅ Pass',
  fail: '❌ Regressed',
  inconclusive: '❔ Inconclusive',
  incomparable: '⚠️ Incomparable',
};

const SIGNS: Readonly<Record<Comparison['verdict'], string>> = {
  improved: '✅ improved',
  regressed: '❌ regressed',
  unchanged: 'unchanged',
  inconclusive: '❔ inconclusive',
  incomparable: '⚠️ incomparable',
};

/** Columns of a table of comparisons. */
export const COMPARISON_COLUMNS: readonly MarkdownColumn[] = [
  { title: 'Scenario' },
  { title: 'Metric' },
  { title: 'Base', align: 'right' },
  { title: 'Head', align: 'right' },
  { title: 'Change', align: 'right' },
  { title: 'Interval', align: 'right' },
  { title: 'Pairs', align: 'right' },
  { title: 'Margin', align: 'right' },
  { title: 'Sees', align: 'right' },
  { title: 'Verdict' },
];

/** A comparison as a row: what, by how much, interval, pairs, margin, floor, verdict. */
export function comparisonRow(
  fact: ComparisonFact,
  scenario: string = fact.scenario,
): readonly string[] {
  const { metric, base, head, change, interval, pairs, margin, floor, verdict } = fact;
  const name = fact.comparison.gated ? `**${metric}**` : metric;
  return [
    escapeMarkdown(scenario),
    name,
    base,
    head,
    change,
    interval,
    pairs,
    margin,
    floor,
    SIGNS[verdict],
  ];
}

/** What a row does not say: why, what it lacks, two modes. */
export function comparisonNote(
  { scenario: name, metric, verdict, comparison, explanation, modes }: ComparisonFact,
  scenario: string = name,
): readonly string[] {
  const reason = verdict === 'incomparable' ? (comparison.reason ?? 'no reason was given') : '';
  const said = [reason, explanation, modes].filter((part) => part !== '').join('; ');
  if (said === '') return [];
  return [`- **${metric}** of ${escapeMarkdown(`${scenario}: ${said}`)}`];
}
