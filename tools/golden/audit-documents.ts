import {
  AUDIT_SCHEMA,
  type AuditCategory,
  type AuditFinding,
  type AuditReport,
  type CompletedCategory,
  type DismissedCandidate,
} from '../../plugins/audit/document/audit-document.ts';
import type { AuditContext } from '../../plugins/audit/document/audited-project-context-schema.ts';

/** Creates a finding with common values: certain, small, found in the whole project. */
function finding(
  [file, line]: readonly [file: string, line: number],
  [severity, rule, principle]: readonly [AuditFinding['severity'], rule: string, principle: string],
  [issue, recommendation]: readonly [issue: string, recommendation: string],
  more: Partial<AuditFinding> = {},
): AuditFinding {
  return {
    rule,
    check: rule.replaceAll('-', '_'),
    severity,
    evidence_class: 'certain',
    issue,
    principle,
    recommendation,
    location: `${file}:${line}`,
    file,
    line,
    end_line: line,
    effort: 'S',
    needs_context: null,
    evidence: [],
    domain: null,
    ...more,
  };
}

const REFETCH = finding(
  ['services/jobs.py', 434],
  ['HIGH', 'redundant-fetch', 'Query Efficiency / An entity is fetched twice'],
  ['_process_job fetches Job by job_id again', 'Pass job to _process_job instead of job.id'],
  {
    evidence: [
      { file: 'repositories/jobs.py', line: 57, text: 'acquire_next_pending returns the Job' },
      { file: 'services/jobs.py', line: 402, text: 'run passes job.id to _process_job' },
    ],
  },
);
const UPDATE_LOOP = finding(
  ['services/jobs.py', 88],
  ['HIGH', 'n-update-delete-loop', 'Query Efficiency / One statement for each row'],
  ['expire_jobs calls job_repo.update once for each of stale_jobs', 'Update them all'],
  {
    end_line: 91,
    effort: 'M',
    evidence_class: 'suspected',
    evidence: [{ file: 'services/jobs.py', line: 86, text: 'the loop over stale_jobs' }],
  },
);
export const NO_ROLLBACK_FINDING = finding(
  ['api/orders.py', 120],
  ['CRITICAL', 'missing-rollback', 'Transaction Correctness / A commit that nobody rolls back'],
  ['place_order commits session and never rolls it back', 'Call session.rollback() in the except'],
);
const LONG_TRANSACTION = finding(
  ['api/orders.py', 64],
  ['MEDIUM', 'transaction-wide', 'Transaction Correctness / A transaction around a network call'],
  ['sync_orders awaits client.post while session holds its transaction', 'Ask the client first'],
  {
    effort: 'L',
    evidence: [{ file: 'api/orders.py', line: 58, text: 'session.begin() opens it' }],
  },
);
const SLEEP = finding(
  ['workers/poll.ts', 9],
  ['MEDIUM', 'sync-sleep-in-async', 'Runtime Performance / Sleep that blocks the event loop'],
  ['poll blocks the event loop by Atomics.wait', 'await setTimeout(pauseMs)'],
);
const BLOCKING = 'Runtime Performance / Files that are read while the event loop waits';
/** Finding with markup in the names of a project. */
const HOSTILE = finding(
  ['web/<img src=x onerror=alert(1)> | `odd` [a](b)/päge 100%.ts', 3],
  ['LOW', 'blocking-io', BLOCKING],
  [
    'load</script><script>alert("1")</script> reads [the file](https://evil.example/) in {0}, **always** @everyone',
    'Use readFile(`$name`) of node:fs/promises | then <b>await</b> it',
  ],
  {
    evidence_class: 'suspected',
    needs_context: 'whether <script>alert(2)</script> runs in a request',
    evidence: [{ file: 'web/![x](y)|`.ts', line: 1, text: '"><svg onload=alert(3)> imports it' }],
  },
);
/** Observation that makes a finding measured, at a line of its own. */
const MEASURED: Partial<AuditFinding> = {
  ...{ line: 140, end_line: 143, location: 'services/jobs.py:140' },
  evidence_class: 'measured',
  measured: { type: 'measured', text: 'measured: 41 queries per request' },
};

function atLines(found: AuditFinding, lines: readonly number[]): readonly AuditFinding[] {
  return lines.map((line) => ({
    ...found,
    line,
    end_line: line,
    location: `${found.file}:${line}`,
  }));
}

const PLANNED = {
  finding: finding(
    ['api/reports.py', 31],
    ['MEDIUM', 'over-fetching', 'Query Efficiency / Columns that nobody reads'],
    ['monthly_report loads all columns of Order and reads 2', 'select(Order.id, Order.total)'],
  ),
  reason: '[Planned: ADR-0007]',
};
const EXCUSED = {
  finding: finding(
    ['jobs/nightly.py', 12],
    ['HIGH', 'blocking-io', BLOCKING],
    ['rebuild reads index.json while the event loop waits', 'await asyncio.to_thread(read_index)'],
    { evidence: [{ file: 'jobs/nightly.py', line: 4, text: 'rebuild is a job of cron' }] },
  ),
  reason: 'a job, with a time limit, over less than 100 items',
};
const DISMISSED: DismissedCandidate = {
  rule: 'missing-rollback',
  check: 'missing_rollback',
  location: 'api/users.py:20',
  file: 'api/users.py',
  line: 20,
  end_line: 20,
  reason: 'an except around it rolls back',
};

const SESSIONS = {
  name: 'SQLAlchemy 2.0: session basics',
  retrieved: '2026-11-26',
  url: 'https://docs.sqlalchemy.org/en/20/orm/session_basics.html#framing-out-a-begin-commit-rollback-block',
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
    autocommit: null,
    isolation_level: null,
    triggers: [],
    trigger_functions: [],
    notifications: [],
    table_models: [],
    pool_size: 10,
    max_overflow: 20,
  },
  migrations: ['alembic/versions'],
  team_id: null,
  conflicts: [],
  unread: [],
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
    findings.filter((finding) => finding.severity === severity).length;
  return { critical: of('CRITICAL'), high: of('HIGH'), medium: of('MEDIUM'), low: of('LOW') };
}

function completed(
  kind: keyof typeof KINDS,
  score: number | null = 10,
  findings: readonly AuditFinding[] = [],
  more: Partial<CompletedCategory> = {},
): CompletedCategory {
  return {
    ...KINDS[kind],
    status: 'completed',
    score,
    total_issues: findings.length,
    findings,
    severity_counts: countsOf(findings),
    checks: [],
    advisory: [],
    suppressed: [],
    dismissed: [],
    remarks: [],
    ...more,
  };
}

function report(
  categories: readonly AuditCategory[],
  overall_score: number | null,
  more: Partial<AuditReport> = {},
): AuditReport {
  const findings = categories.flatMap((category) =>
    category.status === 'completed' ? category.findings : [],
  );
  return {
    schema: AUDIT_SCHEMA,
    root: '/project',
    date: '2026-11-26',
    domain_mode: 'global',
    domain: null,
    scan_path: '/project',
    context: CONTEXT,
    categories,
    overall_score,
    severity_summary: countsOf(findings),
    counts_suspected: false,
    sources: [],
    skipped: [],
    findings: [],
    self_check: [{ item: 'auditors finished', done: true, evidence: 'all 3' }],
    verdict: 'pass',
    ...more,
  };
}

const check = (id: string, status: 'passed' | 'failed' | 'skipped' | 'error', details: string) => {
  return { id, name: id.replaceAll('_', ' '), status, details };
};

/** Audits of each outcome. */
export function auditDocuments() {
  const { query, transaction, runtime } = KINDS;
  const none = { status: 'error', reason: 'it ended with signal SIGKILL' } as const;
  const unfinished = { item: 'auditors finished', done: false, evidence: 'Query Efficiency' };
  // One of its checks failed, so it has no score.
  const failed = completed('query', null, [UPDATE_LOOP, REFETCH], {
    checks: [
      check('redundant_fetch', 'failed', '1 found, 0 dismissed'),
      check('missing_bulk_ops', 'passed', '0 found, 3 dismissed'),
      check('wrong_caching_scope', 'error', 'wrong-caching-scope: it does not end'),
    ],
    advisory: [PLANNED],
  });
  const committed = completed('transaction', 7.5, [NO_ROLLBACK_FINDING, LONG_TRANSACTION], {
    checks: [check('missing_notify', 'skipped', 'there are no triggers')],
    dismissed: [DISMISSED],
  });
  const many = Array.from(
    { length: 45 },
    (_, index): AuditFinding => ({
      ...SLEEP,
      severity: index % 9 === 0 ? 'HIGH' : 'LOW',
      issue: `poll${index} blocks the event loop by Atomics.wait`,
      line: index + 1,
      file: `src/part-${index % 4}.ts`,
      location: `src/part-${index % 4}.ts:${index + 1}`,
      end_line: index + 1,
    }),
  );
  return {
    'audit-failed': report(
      [failed, committed, completed('runtime', 9.3, [SLEEP, HOSTILE], { advisory: [EXCUSED] })],
      8.4,
      {
        verdict: 'fail',
        counts_suspected: true,
        sources: [SESSIONS],
        self_check: [
          {
            item: 'auditors finished',
            done: false,
            evidence: '3 of 3; checks that failed: wrong_caching_scope',
          },
        ],
        skipped: [
          { file: 'src/odd <b>.ts', reason: 'it is minified' },
          { file: 'legacy/print.py', reason: 'it is Python 2' },
        ],
        findings: [
          {
            id: 'audit-check-failed',
            level: 'error',
            message: 'The check wrong_caching_scope failed: wrong-caching-scope: it does not end.',
          },
        ],
      },
    ),
    'audit-passed': report(
      [completed('query'), completed('transaction'), completed('runtime')],
      10,
    ),
    // Without --fail-on, no finding fails the audit.
    'audit-found': report(
      [completed('query', 9, [REFETCH]), completed('transaction'), completed('runtime')],
      9.7,
      {
        domain_mode: 'domain-aware',
        context: { ...CONTEXT, domain: { name: 'orders', path: 'services/orders' } },
      },
    ),
    // Suspected findings are counted only, and places of one cause are one finding.
    'audit-evidence': report(
      [
        completed('query', 8, [UPDATE_LOOP, { ...UPDATE_LOOP, ...MEASURED }]),
        completed('transaction', 9.5, [{ ...LONG_TRANSACTION, evidence_class: 'suspected' }]),
        completed('runtime', 8.5, [SLEEP, ...atLines(SLEEP, [20, 31])]),
      ],
      8.7,
    ),
    'audit-suspected': report(
      [completed('query', 9, [UPDATE_LOOP]), completed('transaction'), completed('runtime')],
      9.7,
    ),
    'audit-many': report(
      [completed('query'), completed('transaction'), completed('runtime', 0, many)],
      6.7,
    ),
    'audit-unfinished': report(
      [
        completed('query', 9, [REFETCH]),
        { ...transaction, ...none },
        { ...runtime, status: 'skipped', reason: 'nothing here runs an event loop' },
      ],
      9,
      { verdict: 'fail', self_check: [unfinished] },
    ),
    'audit-none': report(
      [query, transaction, runtime].map((kind) => ({ ...kind, ...none })),
      null,
      { verdict: 'fail', self_check: [unfinished] },
    ),
  } satisfies Readonly<Record<string, AuditReport>>;
}
