import type {
  AdvisoryFinding,
  AuditFinding,
  DismissedCandidate,
} from '../../harness/model/documents/audit-document.ts';

type Place = readonly [file: string, line: number];

/** A finding with what most have: sure, small, found in the whole project. */
function finding(
  [file, line]: Place,
  one: Pick<
    AuditFinding,
    'rule' | 'check' | 'severity' | 'issue' | 'principle' | 'recommendation'
  > &
    Partial<AuditFinding>,
): AuditFinding {
  return {
    ...{ location: `${file}:${line}`, file, line, end_line: line },
    ...{ effort: 'S', needs_context: null, evidence: [], domain: null },
    ...one,
  };
}

const JOBS = 'services/jobs.py';

export const REFETCH = finding([JOBS, 434], {
  ...{ rule: 'redundant-fetch', check: 'redundant_fetch', severity: 'HIGH' },
  issue: '_process_job fetches Job by job_id again, which acquire_next_pending has returned',
  principle: 'Query Efficiency / An entity is fetched twice',
  recommendation: 'Pass job to _process_job instead of job.id',
  evidence: [
    { file: 'repositories/jobs.py', line: 57, text: 'acquire_next_pending returns the Job' },
    { file: JOBS, line: 402, text: 'run passes job.id to _process_job' },
  ],
});

export const UPDATE_LOOP = finding([JOBS, 88], {
  ...{ rule: 'n-update-delete-loop', check: 'n_update_delete_loop', severity: 'HIGH' },
  end_line: 91,
  issue:
    'expire_jobs calls job_repo.update once for each of stale_jobs, of which there is no limit (assumed)',
  principle: 'Query Efficiency / One statement for each row',
  recommendation: 'Update them all: update(Job).where(Job.id.in_(ids)).values(status=EXPIRED)',
  effort: 'M',
  evidence: [{ file: JOBS, line: 86, text: 'the loop over stale_jobs' }],
});

export const NO_ROLLBACK = finding(['api/orders.py', 120], {
  ...{ rule: 'missing-rollback', check: 'missing_rollback', severity: 'CRITICAL' },
  issue: 'place_order commits session in a try whose except never calls session.rollback()',
  principle: 'Transaction Correctness / A commit that nobody rolls back',
  recommendation: 'Call session.rollback() in the except and raise again',
});

export const LONG_TRANSACTION = finding(['api/orders.py', 64], {
  ...{ rule: 'transaction-wide', check: 'transaction_wide', severity: 'MEDIUM' },
  issue: 'sync_orders awaits client.post while session holds its transaction',
  principle: 'Transaction Correctness / A transaction around a network call',
  recommendation: 'Ask the client first, and begin the transaction with its answer',
  effort: 'L',
  evidence: [{ file: 'api/orders.py', line: 58, text: 'session.begin() opens it' }],
});

export const SLEEP = finding(['workers/poll.ts', 9], {
  ...{ rule: 'sync-sleep-in-async', check: 'sync_sleep_in_async', severity: 'MEDIUM' },
  issue: 'poll blocks the event loop by Atomics.wait',
  principle: 'Runtime Performance / Sleep that blocks the event loop',
  recommendation: 'await setTimeout(pauseMs) of node:timers/promises',
});

/** Where the names of a project are markup. */
export const HOSTILE = finding(
  ['web/<img src=x onerror=alert(1)> | `odd` [a](b)/päge 100%.ts', 3],
  {
    ...{ rule: 'blocking-io', check: 'blocking_io', severity: 'LOW' },
    issue:
      'load</script><script>alert("1")</script> reads [the file](https://evil.example/) in {0}, **always** @everyone',
    principle: 'Runtime Performance / Files that are read while the event loop waits',
    recommendation: 'Use readFile(`$name`) of node:fs/promises | then <b>await</b> it',
    needs_context: 'whether <script>alert(2)</script> runs in a request',
    evidence: [{ file: 'web/![x](y)|`.ts', line: 1, text: '"><svg onload=alert(3)> imports it' }],
  },
);

export const PLANNED: AdvisoryFinding = {
  finding: finding(['api/reports.py', 31], {
    ...{ rule: 'over-fetching', check: 'over_fetching', severity: 'MEDIUM' },
    issue: 'monthly_report loads all columns of Order and reads 2',
    principle: 'Query Efficiency / Columns that nobody reads',
    recommendation: 'select(Order.id, Order.total)',
  }),
  reason: '[Planned: ADR-0007]',
};

export const EXCUSED: AdvisoryFinding = {
  finding: finding(['jobs/nightly.py', 12], {
    ...{ rule: 'blocking-io', check: 'blocking_io', severity: 'HIGH' },
    issue: 'rebuild reads index.json while the event loop waits',
    principle: 'Runtime Performance / Files that are read while the event loop waits',
    recommendation: 'await asyncio.to_thread(read_index)',
    evidence: [{ file: 'jobs/nightly.py', line: 4, text: 'rebuild is a job of cron' }],
  }),
  reason: 'a job, with a time limit, over less than 100 items',
};

export const DISMISSED: DismissedCandidate = {
  ...{ rule: 'missing-rollback', check: 'missing_rollback', location: 'api/users.py:20' },
  ...{ file: 'api/users.py', line: 20, end_line: 20, reason: 'an except around it rolls back' },
};

/** More than a terminal shows. */
export const MANY: readonly AuditFinding[] = Array.from({ length: 45 }, (_, index) => ({
  ...SLEEP,
  severity: index % 9 === 0 ? ('HIGH' as const) : ('LOW' as const),
  ...{ file: `src/part-${index % 4}.ts`, line: index + 1, end_line: index + 1 },
  location: `src/part-${index % 4}.ts:${index + 1}`,
}));
