import type {
  AuditCategory,
  AuditReport,
} from '../../../harness/model/documents/audit-document.ts';
import { plural } from '../../text/plural.ts';
import type { Block, ListBlock, TableBlock } from '../../view.ts';
import { advisoryTable, foundTable, problemTable } from './audit-problem-blocks.ts';
import { type AuditProblems, auditProblems } from './audit-problems.ts';
import { categoryScore, overallScore } from './audit-scores.ts';
import { auditSummary, measuredSentence } from './audit-sentences.ts';

/** Files not understood that a terminal names. */
const MOST_SKIPPED = 3;

/** The sections of AUD-20 in their order, then findings that do not count and the audit's own checks. */
export function auditBlocks(audit: AuditReport, problems: AuditProblems): readonly Block[] {
  const { domain } = audit.context;
  const measured = measuredSentence(audit);
  return [
    ...(domain === null ? [] : [textBlock(`Only ${domain.name} was looked at: ${domain.path}.`)]),
    ...(measured === null ? [] : [textBlock(measured)]),
    {
      type: 'text',
      weight: 'verbose',
      title: 'Executive Summary',
      text: auditSummary(audit, problems).join(' '),
    },
    scoreTable(audit),
    severityTable(audit.severity_summary),
    {
      type: 'text',
      weight: 'file',
      title: 'Findings by Category',
      text: 'Each finding with the places that show it.',
    },
    ...audit.categories.map(categoryBlock),
    problemTable(problems.counted),
    sourceList(audit),
    ...advisoryTable(problems.advisory),
    ...notCounted(audit.categories),
    selfCheckTable(audit.self_check),
    checkTable(audit.categories),
    skippedList(audit.skipped),
  ];
}

function textBlock(text: string): Block {
  return { type: 'text', text };
}

function scoreTable(audit: AuditReport): TableBlock {
  const overall = overallScore(audit);
  return {
    type: 'table',
    weight: 'always',
    title: 'Compliance Score',
    noun: 'category',
    columns: [{ title: 'Category' }, { title: 'Score', align: 'right' }, { title: 'Notes' }],
    rows: [
      ...audit.categories.map((category) => {
        const { score, notes } = categoryScore(category);
        return [category.category, score, notes];
      }),
      ['Overall', overall.score, overall.notes].map((text) => ({ text, tone: 'strong' as const })),
    ],
  };
}

function severityTable(counts: AuditReport['severity_summary']): TableBlock {
  return {
    type: 'table',
    weight: 'file',
    title: 'Severity Summary',
    noun: 'severity',
    columns: [{ title: 'Severity' }, { title: 'Count', align: 'right' }],
    rows: [
      ['Critical', String(counts.critical)],
      ['High', String(counts.high)],
      ['Medium', String(counts.medium)],
      ['Low', String(counts.low)],
    ],
  };
}

function categoryBlock(category: AuditCategory, index: number): Block {
  const title = `${index + 1}. ${category.category}`;
  const { counted } = auditProblems([category]);
  if (counted.length > 0) return foundTable(title, counted);
  const text =
    category.status === 'completed'
      ? 'No findings.'
      : `Not looked at: ${categoryScore(category).notes}.`;
  return { type: 'text', weight: 'file', isPart: true, title, text };
}

function sourceList({ sources }: AuditReport): Block {
  const title = 'Sources Consulted';
  if (sources.length === 0) {
    return { type: 'text', weight: 'file', title, text: 'None: no rule has found anything.' };
  }
  const items = sources.map(({ name, url }) => ({ text: name, url }));
  return { type: 'list', weight: 'verbose', title, noun: 'source', items };
}

/** Places that lower no score, or only as a finding of low severity. */
function notCounted(categories: readonly AuditCategory[]): readonly Block[] {
  const rows = categories.map((category) => {
    const { counted, advisory } = auditProblems([category]);
    const dismissed = category.status === 'completed' ? category.dismissed.length : 0;
    const unsure = counted.filter(({ needs_context }) => needs_context !== null).length;
    return { name: category.category, unsure, advisory: advisory.length, dismissed };
  });
  const dismissed = rows.reduce((sum, row) => sum + row.dismissed, 0);
  const none = `looked like a finding and ${dismissed === 1 ? 'is' : 'are'} none`;
  return [
    {
      type: 'table',
      weight: 'file',
      title: 'Not Counted',
      noun: 'category',
      columns: [
        { title: 'Category' },
        { title: 'Needs Context', align: 'right' },
        { title: 'Advisory', align: 'right' },
        { title: 'Dismissed', align: 'right' },
      ],
      rows: rows.map(({ name, ...counts }) => [
        name,
        ...[counts.unsure, counts.advisory, counts.dismissed].map(String),
      ]),
    },
    ...(dismissed === 0
      ? []
      : [textBlock(`${plural(dismissed, 'place')} ${none}; JSON has the reasons.`)]),
    { type: 'text', weight: 'file', text: 'What needs context counts as low.' },
  ];
}

function selfCheckTable(checks: AuditReport['self_check']): TableBlock {
  const missing = checks.filter(({ done }) => !done).map(({ item }) => item);
  return {
    type: 'table',
    title: 'Self-Check',
    noun: 'item',
    columns: [{ title: 'Item' }, { title: 'Done' }, { title: 'Evidence' }],
    rows: checks.map(({ item, done, evidence }) => [
      item,
      done ? { text: '✓ yes', tone: 'good' } : { text: '✗ no', tone: 'bad' },
      evidence,
    ]),
    inTerminal: [
      missing.length === 0
        ? { type: 'text', tone: 'faint', text: `Self-check: all ${checks.length} done.` }
        : { type: 'text', tone: 'doubt', text: `Self-check: not done: ${missing.join(', ')}.` },
    ],
  };
}

function checkTable(categories: readonly AuditCategory[]): TableBlock {
  const rows = categories.flatMap((category) =>
    category.status === 'completed'
      ? category.checks.map(({ id, status, details }) => [category.category, id, status, details])
      : [],
  );
  return {
    type: 'table',
    weight: 'file',
    isFolded: true,
    title: `Checks: ${rows.length}`,
    noun: 'check',
    columns: [
      { title: 'Category' },
      { title: 'Check', isCode: true },
      { title: 'Status' },
      { title: 'Details' },
    ],
    rows,
  };
}

function skippedList(skipped: AuditReport['skipped']): ListBlock {
  return {
    type: 'list',
    isFolded: true,
    title: `Files not understood: ${skipped.length}`,
    noun: 'file',
    most: MOST_SKIPPED,
    items: skipped.map(({ file, reason }) => ({ text: `${file}: ${reason}` })),
  };
}
