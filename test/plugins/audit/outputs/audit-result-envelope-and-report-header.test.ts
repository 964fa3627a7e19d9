/** Outputs of an audit, for machines and for people. */
import { expect, test } from 'vitest';
import {
  formatScoreChange,
  formatTrendLog,
} from '../../../../plugins/audit/outputs/audit-score-trend-log.ts';
import { createAuditTask } from '../../../../plugins/audit/outputs/audit-task.ts';
import {
  auditEnvelopeSchema,
  createEnvelope,
  formatAuditorReport,
} from '../../../../plugins/audit/outputs/write-audit-outputs.ts';
import {
  auditFinding,
  completedCategory,
  FAILED_CATEGORY,
} from '../../../support/audit-category-results.ts';
import { EMPTY_AUDIT_CONTEXT } from '../../../support/audit-fixture-files.ts';

const ORIGIN = { runId: 'run-1', producedAt: new Date(0), reportPath: '653.md' };

test('SH6-14: fills the envelope of a result, and rejects the status "complete"', () => {
  const envelope = createEnvelope(completedCategory([auditFinding()]), ORIGIN);
  expect(envelope).toEqual({
    schema_version: '1.0.0',
    summary_kind: 'audit-worker',
    run_id: 'run-1',
    identifier: '653',
    producer_skill: 'perf-harness audit',
    produced_at: '1970-01-01T00:00:00.000Z',
    payload: {
      status: 'completed',
      category: 'Runtime Performance',
      report_path: '653.md',
      score: 9,
      issues_total: 1,
      severity_counts: { critical: 0, high: 1, medium: 0, low: 0 },
      warnings: [],
    },
  });
  const wrong = { ...envelope, payload: { ...envelope.payload, status: 'complete' } };
  expect(auditEnvelopeSchema.safeParse(envelope).success).toBe(true);
  expect(auditEnvelopeSchema.safeParse(wrong).success).toBe(false);
});

test('SH6-14: gives a failed result no score, and states why', () => {
  expect(createEnvelope(FAILED_CATEGORY, ORIGIN).payload).toMatchObject({
    status: 'error',
    score: null,
    issues_total: 0,
    warnings: ['the auditor exited without an answer'],
  });
});

test('SH6-15: lists its numbers in the head of a report', () => {
  const context = { ...EMPTY_AUDIT_CONTEXT, domain: { name: 'orders', path: 'services/orders' } };
  const report = formatAuditorReport(completedCategory([auditFinding()]), context);
  expect(report.slice(0, report.indexOf('-->') + 3)).toBe(
    `<!-- AUDIT-META
worker: 653
category: Runtime Performance
domain: orders
scan_path: services/orders
score: 9.0
total_issues: 1
critical: 0
high: 1
medium: 0
low: 0
status: completed
-->`,
  );
  expect(report).toContain('| HIGH | app/main.py:9 | sync-sleep-in-async |');
});

test('SH6-15: lets no finding close a cell or the comment', () => {
  const hostile = auditFinding({ issue: 'a | b\n--> <script>' });
  const report = formatAuditorReport(
    completedCategory([hostile], { category: 'x -->\nstatus: completed' }),
    EMPTY_AUDIT_CONTEXT,
  );
  expect(report.match(/^status: /gmu)).toHaveLength(1);
  expect(report).toContain('a \\| b -> &lt;script>');
});

test('SH6-12: lists advisory and suppressed findings with severity, rule and reason', () => {
  const report = formatAuditorReport(
    completedCategory([], {
      advisory: [{ finding: auditFinding(), reason: '[Planned: ADR-7] docs/decisions/7.md:1' }],
      suppressed: [{ finding: auditFinding(), by: 'comment', reason: 'the device' }],
    }),
    EMPTY_AUDIT_CONTEXT,
  );
  expect(report).toContain('## Advisory Findings');
  expect(report).toMatch(
    /\| HIGH \| app\/main\.py:9 \| sync-sleep-in-async \|.*\[Planned: ADR-7\]/u,
  );
  expect(report).toContain('comment: the device |');
});

const entry = { date: '2026-11-26', score: 8, keyFinding: 'none', commit: null };

test('SH6-13: writes the baseline as the first row, with the required columns', () => {
  expect(formatTrendLog(null, { ...entry, keyFinding: 'a | b', commit: 'abc1234' })).toBe(
    `| Date | Skill | Metric | Scale | Score | Status | Delta | Key Finding | Commit |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
| 2026-11-26 | perf-harness audit | overall_score | 0-10 | 8.0 | baseline | N/A | a \\| b | abc1234 |
`,
  );
});

test('SH6-13: compares the second row with the first', () => {
  const log = formatTrendLog(formatTrendLog(null, entry), { ...entry, score: 8.4 });
  expect(log.trim().split('\n').at(-1)).toContain('| 8.4 | improving | +0.4 |');
});

test.each([
  [0.3, 'stable', '+0.3'],
  [0.31, 'improving', '+0.31'],
  [-0.3, 'stable', '-0.3'],
  [-0.31, 'declining', '-0.31'],
  [0, 'stable', '0.0'],
])('SH6-13: classifies a delta of %f as %s', (delta, status, text) => {
  // Scores whose difference has no exact binary representation in hundredths.
  expect(formatScoreChange(8 + delta, 8)).toEqual({ status, delta: text });
});

test('SH6-13: keeps 50 rows of 51 audits, with their header and the text above', () => {
  let log: string | null = '# Results\n';
  for (let count = 1; count <= 51; count += 1) {
    log = formatTrendLog(log, { ...entry, keyFinding: `number ${count}` });
  }
  const lines = (log ?? '').trim().split('\n');
  expect(lines.slice(0, 3)).toEqual(['# Results', '', expect.stringContaining('| Date | Skill')]);
  expect(lines).toHaveLength(2 + 2 + 50);
  expect(lines[4]).toContain('number 2 |');
  expect(lines.at(-1)).toContain('number 51 |');
});

test('AUD-21: creates a task with title, description, labels, team and priority', () => {
  const about = { date: '2026-11-26', team: 'team-1', description: '# Report' };
  const findings = [auditFinding({ severity: 'LOW' }), auditFinding({ severity: 'MEDIUM' })];
  expect(createAuditTask([completedCategory(findings), FAILED_CATEGORY], about)).toEqual({
    schema: 'perf-harness/audit-task@1',
    epic: 'Epic 0',
    title: 'Persistence & Performance Audit: 2026-11-26',
    description: '# Report',
    labels: ['refactoring', 'performance', 'audit'],
    team: 'team-1',
    priority: 'medium',
  });
});

test.each([
  ['CRITICAL', 'urgent'],
  ['HIGH', 'high'],
  ['MEDIUM', 'medium'],
  ['LOW', 'low'],
] as const)(
  'AUD-21: maps a worst finding of %s to priority %s, and no finding to none',
  (severity, priority) => {
    const about = { date: '2026-11-26', team: null, description: '# Report' };
    const worst = [auditFinding({ severity: 'LOW' }), auditFinding({ severity })];
    expect(createAuditTask([completedCategory(worst)], about).priority).toBe(priority);
    expect(createAuditTask([completedCategory([])], about).priority).toBe('none');
  },
);
