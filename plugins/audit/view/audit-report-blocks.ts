import { type Block, display } from 'perf-harness/plugin';
import type { AuditCategory, AuditReport } from '../document/audit-document.ts';
import {
  createActionsTable,
  createAdvisoryBlocks,
  createFindingsTable,
} from './audit-finding-and-action-tables.ts';
import {
  describeScenarioOutcome,
  describeUnscoredCategories,
  formatCategoryScore,
  formatOverallScore,
  summarizeAudit,
} from './audit-summary-sentences.ts';
import { type AuditProblems, collectAuditProblems } from './collect-findings-sorted-by-severity.ts';

/** Files not understood that a terminal names. */
const MOST_SKIPPED = 3;

/** The sections of AUD-20 in their order, then findings that do not count and the audit's own checks. */
export function auditBlocks(audit: AuditReport, problems: AuditProblems): readonly Block[] {
  const { categories, severity_summary: counts, skipped } = audit;
  const { domain } = audit.context;
  const scope = domain === null ? '' : `Only ${domain.name} was audited: ${domain.path}.`;
  const summary = summarizeAudit(audit, problems).join(' ');
  return [
    textBlock(scope),
    { ...textBlock(describeUnscoredCategories(audit)), weight: 'always' },
    textBlock(describeScenarioOutcome(audit) ?? ''),
    { ...textBlock(summary), weight: 'verbose', title: 'Executive Summary' },
    scoreTable(audit),
    display.createTable({
      weight: 'file',
      title: 'Severity Summary',
      noun: 'severity',
      rows: Object.entries(counts),
      columns: [
        ['Severity', ([name]) => name.replace(/^./u, (first) => first.toUpperCase())],
        ['Count', ([, count]) => String(count), 'right'],
      ],
    }),
    fileText('Findings with their evidence.', 'Findings by Category'),
    ...categories.map(categoryBlock),
    createActionsTable(problems.counted, audit.counts_suspected),
    sourceList(audit),
    ...createAdvisoryBlocks(problems.advisory),
    ...notCounted(categories),
    selfCheckTable(audit.self_check),
    checkTable(categories),
    {
      type: 'list',
      isFolded: true,
      title: `Files not analysed: ${skipped.length}`,
      noun: 'file',
      most: MOST_SKIPPED,
      items: skipped.map(({ file, reason }) => ({ text: `${file}: ${reason}` })),
    },
  ];
}

function textBlock(text: string) {
  return { type: 'text' as const, text };
}

function fileText(text: string, title: string) {
  return { ...textBlock(text), weight: 'file' as const, title };
}

function scoreTable(audit: AuditReport): Block<'table'> {
  const { score, notes } = formatOverallScore(audit);
  return {
    type: 'table',
    weight: 'file',
    title: 'Compliance Score',
    noun: 'category',
    columns: [{ title: 'Category' }, { title: 'Score', align: 'right' }, { title: 'Notes' }],
    rows: [
      ...audit.categories.map((category) => {
        const own = formatCategoryScore(category);
        return [category.category, own.score, own.notes];
      }),
      ['Overall', score, notes].map((text) => ({ text, tone: 'strong' as const })),
    ],
  };
}

function categoryBlock(category: AuditCategory, index: number): Block {
  const title = `${index + 1}. ${category.category}`;
  const { counted } = collectAuditProblems([category]);
  if (counted.length > 0) return createFindingsTable(title, counted);
  const { notes } = formatCategoryScore(category);
  const text =
    category.status !== 'completed'
      ? `Not audited: ${notes}.`
      : category.score === null
        ? `Not scored: ${notes}.`
        : 'No findings.';
  return { ...fileText(text, title), isPart: true };
}

function sourceList({ sources }: AuditReport): Block {
  const title = 'Sources Consulted';
  if (sources.length === 0) return fileText('None: no rule reported a finding.', title);
  const items = sources.map(({ name, url }) => ({ text: name, url }));
  return { type: 'list', weight: 'verbose', title, noun: 'source', items };
}

/** Places that lower no score, or only as a finding of low severity. */
function notCounted(categories: readonly AuditCategory[]): readonly Block[] {
  const rows = categories.map((category) => {
    const { counted, advisory } = collectAuditProblems([category]);
    const unsure = counted.filter(({ needs_context }) => needs_context !== null);
    return {
      name: category.category,
      unsure: unsure.length,
      advisory: advisory.length,
      dismissed: countDismissed(category),
    };
  });
  const dismissed = rows.reduce((sum, row) => sum + row.dismissed, 0);
  const none = `matched a rule but ${dismissed === 1 ? 'is' : 'are'} dismissed`;
  const sentence = `${display.plural(dismissed, 'location')} ${none}; the JSON report gives the reasons.`;
  return [
    display.createTable({
      weight: 'file',
      title: 'Not Counted',
      noun: 'category',
      rows,
      columns: [
        ['Category', ({ name }) => name],
        ['Needs Context', ({ unsure }) => String(unsure), 'right'],
        ['Advisory', ({ advisory }) => String(advisory), 'right'],
        ['Dismissed', (row) => String(row.dismissed), 'right'],
      ],
    }),
    textBlock(dismissed === 0 ? '' : sentence),
    { ...textBlock('Findings that need context count as low severity.'), weight: 'file' },
  ];
}

export function countDismissed(category: AuditCategory): number {
  return category.status === 'completed' ? category.dismissed.length : 0;
}

function selfCheckTable(checks: AuditReport['self_check']): Block<'table'> {
  const missing = checks.filter(({ done }) => !done).map(({ item }) => item);
  return display.createTable({
    title: 'Self-Check',
    noun: 'item',
    rows: checks,
    columns: [
      ['Item', ({ item }) => item],
      [
        'Done',
        ({ done }) => (done ? { text: '✓ yes', tone: 'good' } : { text: '✗ no', tone: 'bad' }),
      ],
      ['Evidence', ({ evidence }) => evidence],
    ],
    inTerminal: [
      missing.length === 0
        ? { ...textBlock(`Self-check: all ${checks.length} done.`), tone: 'faint' }
        : { ...textBlock(`Self-check incomplete: ${missing.join(', ')}.`), tone: 'doubt' },
    ],
  });
}

function checkTable(categories: readonly AuditCategory[]): Block<'table'> {
  const rows = categories
    .filter((category) => category.status === 'completed')
    .flatMap(({ category, checks }) => checks.map((check) => ({ ...check, category })));
  return display.createTable({
    weight: 'file',
    isFolded: true,
    title: `Checks: ${rows.length}`,
    noun: 'check',
    rows,
    columns: [
      ['Category', ({ category }) => category],
      ['Check', ({ id }) => id, 'code'],
      ['Status', ({ status }) => status],
      ['Details', ({ details }) => details],
    ],
  });
}
