import type { CapacityReport } from '../../harness/model/documents/capacity-document.ts';
import type { CapacityFacts, CapacityPointFact } from '../facts/capacity/capacity-facts.ts';
import { footnotesMarkdown, nextMarkdown } from './closing-markdown.ts';
import { escapeMarkdown, inlineCode } from './escape.ts';
import { type MarkdownColumn, markdownTable } from './table.ts';

export const CAPACITY_BADGES: Readonly<Record<CapacityReport['outcome'], string>> = {
  found: '📈 Capacity',
  'lower-bound': '📈 Capacity, lower bound',
  'none-kept': '❌ No capacity',
  undecided: '❔ Undecided',
  failed: '❌ Failed',
  blocked: '❌ Blocked',
  interrupted: '⚠️ Interrupted',
};

export const POINT_COLUMNS: readonly MarkdownColumn[] = [
  { title: 'Rate', align: 'right' },
  { title: 'Kept', align: 'right' },
  { title: 'p50', align: 'right' },
  { title: 'p99', align: 'right' },
  { title: 'Answered', align: 'right' },
  { title: 'Errors', align: 'right' },
];

/** A capacity search for job summaries and pull requests. */
export function capacityMarkdown(facts: CapacityFacts): readonly (readonly string[])[] {
  const { headline, breach, points, footnotes, next, cost, id } = facts;
  return [
    [`### ${CAPACITY_BADGES[headline.word]}`],
    [escapeMarkdown(headline.sentence)],
    breach === null ? [] : [escapeMarkdown(breach)],
    points.length === 0 ? [] : markdownTable(POINT_COLUMNS, points.map(pointRow)),
    [capacityLimits(facts)],
    footnotesMarkdown(footnotes),
    nextMarkdown(next),
    [`${escapeMarkdown(cost)} Record ${inlineCode(id)}.`],
  ];
}

/** What was to be kept, and who said so. */
export function capacityLimits({ limits }: CapacityFacts): string {
  return `Limits: ${limits.map(escapeMarkdown).join(', ')}.`;
}

export function pointRow(fact: CapacityPointFact): readonly string[] {
  const { rate, kept, p50, p99, answered, errors } = fact;
  const measured = [p50, p99, answered, errors].map(({ full }) => full);
  return [rate, kept, ...measured].map(escapeMarkdown);
}
