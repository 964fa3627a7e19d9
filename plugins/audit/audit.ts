import { join } from 'node:path';
import type {
  AuditCategory,
  AuditContext,
  AuditReport,
  AuditSeverity,
  AuditSource,
  CompletedCategory,
  Finding,
  Host,
} from 'perf-harness';
import { CONTEXT_FILE } from './answer.ts';
import type { Auditor } from './auditor.ts';
import { meanScore, NO_COUNTS, sumCounts } from './judge/score.ts';
import { isAsSevere } from './judge/severity.ts';
import { selfCheck } from './self-check.ts';
import type { AuditorRequest } from './worker-process.ts';

/** What an audit is asked for. */
export interface AuditRequest {
  /** Folder that is looked at, absolute. */
  readonly root: string;
  /** Folder that the audit keeps what it did in, absolute; nothing else is written. */
  readonly folder: string;
  /** Findings as severe as this fail it; null: none does. */
  readonly failOn: AuditSeverity | null;
  /** For one auditor. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Who does the work of an audit; the coordinator looks at nothing itself (AUD-01). */
export interface AuditWorkers {
  readonly auditors: readonly Auditor[];
  readonly discover: (root: string, signal: AbortSignal) => Promise<AuditContext>;
  readonly start: (request: AuditorRequest) => Promise<AuditCategory>;
}

/** Discovers what a project is built on, has the auditors look side by side, and puts together what they found. */
export async function audit(
  host: Host,
  { auditors, discover, start }: AuditWorkers,
  { root, folder, failOn, timeoutMs, signal }: AuditRequest,
): Promise<AuditReport> {
  const context = await discover(root, signal);
  host.files.writeAtomic(join(folder, CONTEXT_FILE), JSON.stringify(context));
  const categories = await Promise.all(
    auditors.map((auditor) => start({ auditor, folder, root, timeoutMs, signal })),
  );
  const completed = categories.flatMap((one) => (one.status === 'completed' ? [one] : []));
  const overall = meanScore(completed.map(({ score }) => score));
  const fired = new Set(completed.flatMap(({ findings }) => findings.map(({ rule }) => rule)));
  const sources = sourcesOf(auditors, fired);
  const checks = selfCheck(context, categories, overall, sources.length);
  const isGrave =
    failOn !== null &&
    completed.some(({ findings }) => findings.some((one) => isAsSevere(one.severity, failOn)));
  return {
    schema: 'perf-harness/audit@1',
    root,
    date: host.clock.now().toISOString().slice(0, 10),
    domain_mode: context.domain === null ? 'global' : 'domain-aware',
    domain: context.domain?.name ?? null,
    scan_path: context.domain === null ? root : join(root, context.domain.path),
    context,
    categories,
    overall_score: overall,
    severity_summary:
      completed.length === 0 ? NO_COUNTS : sumCounts(completed.map((one) => one.severity_counts)),
    sources,
    self_check: checks,
    skipped: [],
    findings: completed.flatMap(failedChecks),
    verdict: isGrave || checks.some(({ done }) => !done) ? 'fail' : 'pass',
  };
}

/** A check that failed is told: it may have missed what it is for. */
function failedChecks({ checks }: CompletedCategory): readonly Finding[] {
  return checks.flatMap(({ id, status, details }): readonly Finding[] =>
    status === 'error'
      ? [
          {
            id: 'audit-check-failed',
            level: 'error',
            message: `The check ${id} failed: ${details}.`,
          },
        ]
      : [],
  );
}

/** What the rules that found something rest on, each once (AUD-22). */
function sourcesOf(
  auditors: readonly Auditor[],
  fired: ReadonlySet<string>,
): readonly AuditSource[] {
  const all = auditors.flatMap(({ rules }) =>
    rules.flatMap(({ id, sources }) => (fired.has(id) ? sources : [])),
  );
  return [...new Map(all.map((one) => [one.url, one])).values()];
}
