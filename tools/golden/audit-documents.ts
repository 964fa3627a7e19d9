import type { AuditContext } from '../../harness/model/documents/audit-context.ts';
import {
  AUDIT_SCHEMA,
  type AuditCategory,
  type AuditFinding,
  type AuditReport,
  type AuditSelfCheck,
  type CompletedCategory,
} from '../../harness/model/documents/audit-document.ts';
import {
  DISMISSED,
  EXCUSED,
  HOSTILE,
  LONG_TRANSACTION,
  MANY,
  NO_ROLLBACK,
  PLANNED,
  REFETCH,
  SLEEP,
  UPDATE_LOOP,
} from './audit-findings.ts';

const RETRIEVED = '2026-11-26';
const SESSIONS = {
  name: 'SQLAlchemy 2.0: session basics',
  url: 'https://docs.sqlalchemy.org/en/20/orm/session_basics.html#framing-out-a-begin-commit-rollback-block',
  retrieved: RETRIEVED,
};
const LOOP = {
  name: 'Node.js: do not block the event loop',
  url: 'https://nodejs.org/en/learn/asynchronous-work/dont-block-the-event-loop',
  retrieved: RETRIEVED,
};

const CONTEXT: AuditContext = {
  tech_stack: {
    db: [{ name: 'postgresql', version: '16', from: 'docker-compose.yml' }],
    orm: [{ name: 'sqlalchemy', version: '2.0', from: 'requirements.txt' }],
    async: [{ name: 'fastapi', version: null, from: 'requirements.txt' }],
  },
  best_practices: { sqlalchemy: { 'session lifecycle': [SESSIONS] } },
  db_config: {
    expire_on_commit: { value: false, defaulted: false },
    autoflush: { value: true, defaulted: true },
    ...{ autocommit: null, isolation_level: null },
    triggers: [
      {
        ...{ table: 'jobs', event: 'INSERT', function: 'notify_job', channels: ['job_events'] },
        ...{ file: 'alembic/versions/0003_events.py', line: 14 },
      },
    ],
    ...{ trigger_functions: [], notifications: [], table_models: [] },
    ...{ pool_size: 10, max_overflow: 20 },
  },
  migrations: ['alembic/versions'],
  team_id: null,
  ...{ conflicts: [], unread: [] },
  codebase_root: '/project',
  domain: null,
};

const KINDS = {
  query: { auditor: '651', category: 'Query Efficiency', priority: 'HIGH' },
  transaction: { auditor: '652', category: 'Transaction Correctness', priority: 'HIGH' },
  runtime: { auditor: '653', category: 'Runtime Performance', priority: 'MEDIUM' },
} as const;

function countsOf(findings: readonly AuditFinding[]): CompletedCategory['severity_counts'] {
  const of = (severity: AuditFinding['severity']): number =>
    findings.filter((one) => one.severity === severity).length;
  return { critical: of('CRITICAL'), high: of('HIGH'), medium: of('MEDIUM'), low: of('LOW') };
}

function completed(
  kind: keyof typeof KINDS,
  score: number,
  findings: readonly AuditFinding[],
  more: Partial<CompletedCategory> = {},
): CompletedCategory {
  return {
    ...KINDS[kind],
    ...{ status: 'completed', score, total_issues: findings.length },
    severity_counts: countsOf(findings),
    checks: [],
    ...{ findings, advisory: [], suppressed: [], dismissed: [], remarks: [] },
    ...more,
  };
}

const PASSED: CompletedCategory['checks'] = [
  {
    ...{ id: 'missing_rollback', name: 'Missing rollback', status: 'passed' },
    details: '0 found, 3 dismissed',
  },
  {
    ...{ id: 'missing_notify', name: 'Missing notify', status: 'skipped' },
    details: 'there are no triggers',
  },
];

const ALL_DONE: readonly AuditSelfCheck[] = [
  { item: 'stack found', done: true, evidence: 'postgresql, sqlalchemy, fastapi' },
  { item: 'auditors finished', done: true, evidence: 'all 3' },
  { item: 'scores computed', done: true, evidence: 'overall, and of each category' },
];
const UNFINISHED = { item: 'auditors finished', done: false, evidence: 'Query Efficiency' };

function report(
  categories: readonly AuditCategory[],
  overall: number | null,
  more: Partial<AuditReport> = {},
): AuditReport {
  const findings = categories.flatMap((one) => (one.status === 'completed' ? one.findings : []));
  return {
    ...{ schema: AUDIT_SCHEMA, root: '/project', date: '2026-11-26', domain_mode: 'global' },
    ...{ domain: null, scan_path: '/project' },
    ...{ context: CONTEXT, categories, overall_score: overall },
    severity_summary: countsOf(findings),
    ...{ sources: [], self_check: ALL_DONE, skipped: [], findings: [], verdict: 'pass' },
    ...more,
  };
}

const FAILED: readonly AuditCategory[] = [
  completed('query', 8, [UPDATE_LOOP, REFETCH], {
    checks: [
      {
        ...{ id: 'redundant_fetch', name: 'Redundant fetch', status: 'failed' },
        details: '1 found, 0 dismissed',
      },
      {
        ...{ id: 'n_update_delete_loop', name: 'Updates in a loop', status: 'failed' },
        details: '1 found, 0 dismissed',
      },
      {
        ...{ id: 'wrong_caching_scope', name: 'Wrong caching scope', status: 'error' },
        details: 'wrong-caching-scope: it does not end',
      },
    ],
    advisory: [PLANNED],
  }),
  completed('transaction', 7.5, [NO_ROLLBACK, LONG_TRANSACTION], { dismissed: [DISMISSED] }),
  completed('runtime', 9.3, [SLEEP, HOSTILE], { advisory: [EXCUSED] }),
];

/** Audits of each outcome. */
export function auditDocuments(): Readonly<Record<string, AuditReport>> {
  const none = { status: 'error', reason: 'it ended with signal SIGKILL' } as const;
  return {
    'audit-passed': report(
      [
        completed('query', 10, []),
        completed('transaction', 10, [], { checks: PASSED, dismissed: [DISMISSED] }),
        completed('runtime', 10, []),
      ],
      10,
    ),
    'audit-failed': report(FAILED, 8.3, {
      verdict: 'fail',
      sources: [SESSIONS, LOOP],
      skipped: [
        { file: 'src/odd <b>.ts', reason: 'it is minified' },
        { file: 'legacy/print.py', reason: 'it is Python 2' },
      ],
      findings: [
        {
          ...{ id: 'audit-check-failed', level: 'error' },
          message: 'The check wrong_caching_scope failed: wrong-caching-scope: it does not end.',
        },
      ],
    }),
    // Without --fail-on nothing that is found fails it.
    'audit-found': report(
      [
        completed('query', 9, [REFETCH]),
        completed('transaction', 10, []),
        completed('runtime', 10, []),
      ],
      9.7,
      {
        domain_mode: 'domain-aware',
        context: { ...CONTEXT, domain: { name: 'orders', path: 'services/orders' } },
        sources: [SESSIONS],
      },
    ),
    'audit-many': report(
      [completed('query', 10, []), completed('transaction', 10, []), completed('runtime', 0, MANY)],
      6.7,
      { sources: [LOOP] },
    ),
    'audit-unfinished': report(
      [
        completed('query', 9, [REFETCH]),
        { ...KINDS.transaction, ...none },
        { ...KINDS.runtime, status: 'skipped', reason: 'nothing here runs an event loop' },
      ],
      9,
      { verdict: 'fail', sources: [SESSIONS], self_check: [UNFINISHED] },
    ),
    'audit-none': report(
      Object.values(KINDS).map((kind) => ({ ...kind, ...none })),
      null,
      { verdict: 'fail', self_check: [{ ...UNFINISHED, evidence: '' }] },
    ),
  };
}
