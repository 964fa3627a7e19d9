import type { Comparison, ComparisonReport } from '../../harness/model/documents/document.ts';
import type { ComparisonFact } from '../facts/comparison/comparison-fact.ts';
import { escapeMarkdown, metricMarkdown } from './escape.ts';
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
  'same inputs': 'same inputs',
  inconclusive: '❔ inconclusive',
  incomparable: '⚠️ incomparable',
};

/** Columns of a table of comparisons; what matters least is where a narrow page cuts it off. */
export const COMPARISON_COLUMNS: readonly MarkdownColumn[] = [
  { title: 'Verdict' },
  { title: 'Scenario' },
  { title: 'Metric' },
  { title: 'Change', align: 'right' },
  { title: 'Interval', align: 'right' },
  { title: 'Pairs', align: 'right' },
  { title: 'Margin', align: 'right' },
  { title: 'Sees', align: 'right' },
  { title: 'Base to head', align: 'right' },
];

/** A comparison as a row: verdict, what, by how much, interval, pairs, margin, floor, values. */
export function comparisonRow(
  fact: ComparisonFact,
  scenario: string = fact.scenario,
): readonly string[] {
  const { metric, base, head, change, interval, pairs, margin, floor, verdict, comparison } = fact;
  const isMeasured = comparison.base !== null || comparison.head !== null;
  const numbers = [
    change,
    interval,
    pairs.replace(/ pairs?$/, ''),
    margin,
    floor,
    isMeasured ? `${base} → ${head}` : '',
  ];
  return [
    unbroken(SIGNS[verdict]),
    escapeMarkdown(scenario),
    comparison.gated ? `**${metricMarkdown(metric)}**` : metricMarkdown(metric),
    ...numbers.map(unbroken),
  ];
}

/** A number keeps its unit beside it, however narrow its column is. */
function unbroken(text: string): string {
  return text.replaceAll(' ', '\u00a0');
}

/** What a row does not say: why, what it lacks, two modes. */
export function comparisonNote(
  { scenario: name, metric, verdict, comparison, explanation, modes }: ComparisonFact,
  scenario: string = name,
): readonly string[] {
  const reason = verdict === 'incomparable' ? (comparison.reason ?? 'no reason was given') : '';
  const said = [reason, explanation, modes].filter((part) => part !== '').join('; ');
  if (said === '') return [];
  return [`- **${metricMarkdown(metric)}** of ${escapeMarkdown(`${scenario}: ${said}`)}`];
}
