import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding, Host, ScenarioEvidence } from 'perf-harness/plugin';
import type { AuditCache, CachedAudit } from './audit-cache.ts';
import { checkAuditCompleteness, explainMostlyUnread } from './check-audit-completeness.ts';
import type { DiscoveredProject } from './context/discover-project.ts';
import type {
  AuditCategory,
  AuditReport,
  AuditSeverity,
  CompletedCategory,
} from './document/audit-document.ts';
import { isAtLeastAsSevere } from './document/audit-severities.ts';
import type { AuditContext, AuditSource } from './document/audited-project-context-schema.ts';
import type { AuditScenario } from './document/runtime-measurements-in-audit-report-schema.ts';
import { isReported } from './evidence-class.ts';
import { type FindingFilters, filterFindings } from './filters/filter-findings.ts';
import { addDefectsObservedInTests } from './measurements/add-defects-observed-in-tests.ts';
import {
  compareWithScenario,
  createScenarioSection,
} from './measurements/check-findings-against-scenario.ts';
import { createLoopSearch } from './measurements/find-loop-among-callers.ts';
import { addScoreToTrendLog } from './outputs/audit-score-trend-log.ts';
import type { TaskTracker } from './outputs/audit-task.ts';
import { submitAuditTask } from './outputs/audit-task.ts';
import { writeAuditOutputs } from './outputs/write-audit-outputs.ts';
import type { Auditor } from './rule.ts';
import {
  type AuditSettings,
  CONTEXT_FILE,
  SETTINGS_FILE,
} from './run-auditor-from-audit-folder.ts';
import {
  computeMeanScore,
  sumSeverityCounts,
  ZERO_SEVERITY_COUNTS,
} from './scoring/category-score.ts';
import type { AuditorRequest } from './spawn-auditor.ts';

/** Places that could not be read; JSON has all. */
const MAX_NAMED_FILES = 3;

export interface AuditRequest {
  readonly root: string;
  readonly folder: string;
  readonly settings: AuditSettings;
  readonly answers: FindingFilters;
  /** Set when the score is added to the project's log, the only project file an audit writes. */
  readonly trend: boolean;
  /** Severity from which findings fail the audit; null if none do. */
  readonly failOn: AuditSeverity | null;
  /** True if suspected findings fail the audit too. */
  readonly countsSuspected: boolean;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Auditors and services that do the work; the coordinator inspects nothing itself (AUD-01). */
export interface AuditWorkers {
  readonly auditors: readonly Auditor[];
  readonly discover: (root: string, signal: AbortSignal) => Promise<DiscoveredProject>;
  readonly start: (request: AuditorRequest) => Promise<AuditCategory>;
  readonly render: (report: AuditReport) => string;
  readonly cache: AuditCache;
  /** Runs a scenario after the auditors; null: none was requested. */
  readonly measure: (() => Promise<ScenarioEvidence>) | null;
  /** null: the task stays a file. */
  readonly tracker: TaskTracker | null;
}

/** Discovers a project's technologies, runs auditors in parallel and combines their findings. */
export async function coordinateAudit(
  host: Host,
  workers: AuditWorkers,
  request: AuditRequest,
): Promise<AuditReport> {
  const { auditors, cache, render, tracker } = workers;
  const { root, folder, failOn, countsSuspected, signal } = request;
  const { discovered: all, categories } =
    cache.results ?? (await runAuditors(host, workers, request));
  const { changed } = request.answers;
  const isInScope = ({ file }: { readonly file: string }) => changed?.touches(file) ?? true;
  const discovered = { ...all, skipped: all.skipped.filter(isInScope) };
  // If no source was read, or only a few, the absence of findings proves nothing.
  const isUnread = discovered.sources === 0 || explainMostlyUnread(discovered) !== null;
  const scored = isUnread ? categories.map(withoutScore) : categories;
  const measured = await measureAll(host, scored, workers, root);
  const filtered = filterFindings(host, measured.categories, { auditors, ...request });
  const notices = [...filtered.findings, ...measured.findings];
  const draft: AuditReport = {
    ...createReport(host, auditors, discovered, filtered.categories, notices, root),
    counts_suspected: countsSuspected,
    ...(measured.scenario !== null && { scenario: measured.scenario }),
  };
  const text = writeAuditOutputs(host, draft, { folder, render });
  const submitted = await submitAuditTask(host, draft, { folder, tracker, text, signal });
  if (request.trend) await addScoreToTrendLog(host, draft, signal);
  const completed = listCompleted(draft.categories);
  const checks = await checkAuditCompleteness({
    ...{ ...discovered, categories: draft.categories, overall: draft.overall_score },
    started: auditors.length,
    fired: firedRules(auditors, completed),
    ...{ report: text, task: submitted.task },
  });
  const exceedsThreshold =
    failOn !== null &&
    completed.some((category) =>
      category.findings.some(
        (finding) =>
          isReported(finding, countsSuspected) && isAtLeastAsSevere(finding.severity, failOn),
      ),
    );
  const verdict = exceedsThreshold || checks.some(({ done }) => !done) ? 'fail' : 'pass';
  const report: AuditReport = {
    // Fields that lists display come first, so that lists need not read further.
    ...{ schema: draft.schema, verdict, overall_score: draft.overall_score },
    ...draft,
    findings: [...draft.findings, ...submitted.findings],
    self_check: checks,
    verdict,
  };
  host.files.writeAtomic(join(folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  return report;
}

function withoutScore(category: AuditCategory): AuditCategory {
  return category.status === 'completed' ? { ...category, score: null } : category;
}

/** Runs discovery, then the auditors, each of which receives its result. */
async function runAuditors(
  host: Host,
  workers: AuditWorkers,
  request: AuditRequest,
): Promise<CachedAudit> {
  const { root, folder, settings, signal } = request;
  const discovered = await workers.discover(root, signal);
  host.files.writeAtomic(join(folder, CONTEXT_FILE), JSON.stringify(discovered.context));
  host.files.writeAtomic(join(folder, SETTINGS_FILE), JSON.stringify(settings));
  const { auditors } = workers;
  const categories = await Promise.all(
    auditors.map((auditor) => runAuditor(auditor, workers, request)),
  );
  workers.cache.store({ discovered, categories });
  return { discovered, categories };
}

/** Returns the categories, with the evidence of a scenario if one was requested. */
async function measureAll(
  host: Host,
  categories: readonly AuditCategory[],
  { auditors, measure }: AuditWorkers,
  root: string,
): Promise<{
  readonly categories: readonly AuditCategory[];
  readonly findings: readonly Finding[];
  readonly scenario: AuditScenario | null;
}> {
  if (measure === null) return { categories, findings: [], scenario: null };
  const evidence = await measure();
  // Programs name their files with all links followed.
  const realRoot = realpathSync.native(root);
  const { categories: checked, counts } = compareWithScenario(categories, evidence, realRoot);
  const findLoop = await createLoopSearch(host);
  const project = { auditors, root: realRoot, findLoop };
  const withObserved = addDefectsObservedInTests(checked, evidence, project);
  const measured = counts.measured + withObserved.added;
  const scenario = createScenarioSection(evidence, { ...counts, measured }, realRoot);
  return { categories: withObserved.categories, findings: evidence.findings, scenario };
}

/** Runs one auditor; its failure is its own error, the others still report (AUD-16, SH6-16). */
async function runAuditor(
  auditor: Auditor,
  { start }: AuditWorkers,
  { folder, root, timeoutMs, signal }: AuditRequest,
): Promise<AuditCategory> {
  try {
    return await start({ auditor, folder, root, timeoutMs, signal });
  } catch (error) {
    signal.throwIfAborted();
    const { id, category, priority } = auditor;
    const reason = error instanceof Error ? error.message : String(error);
    return { auditor: id, category, priority, status: 'error', reason };
  }
}

function createReport(
  { clock }: Host,
  auditors: readonly Auditor[],
  { context, skipped }: DiscoveredProject,
  categories: readonly AuditCategory[],
  findings: readonly Finding[],
  root: string,
): Omit<AuditReport, 'counts_suspected'> {
  const completed = listCompleted(categories);
  return {
    schema: 'perf-harness/audit@1',
    root,
    date: clock.now().toISOString().slice(0, 10),
    domain_mode: context.domain === null ? 'global' : 'domain-aware',
    domain: context.domain?.name ?? null,
    scan_path: context.domain === null ? root : join(root, context.domain.path),
    context,
    categories,
    overall_score: computeMeanScore(completed.flatMap(({ score }) => score ?? [])),
    severity_summary:
      completed.length === 0
        ? ZERO_SEVERITY_COUNTS
        : sumSeverityCounts(completed.map((category) => category.severity_counts)),
    sources: listSources(auditors, completed),
    self_check: [],
    skipped,
    findings: [
      ...completed.flatMap(reportFailedChecks),
      ...reportIdleAuditors(completed),
      ...reportUnreadContext(context),
      ...completed.flatMap(({ remarks }) => remarks),
      ...findings,
    ],
    verdict: 'pass',
  };
}

function listCompleted(categories: readonly AuditCategory[]): readonly CompletedCategory[] {
  return categories.flatMap((category) => (category.status === 'completed' ? [category] : []));
}

/** Reports failed checks, since they may have missed findings. */
function reportFailedChecks({ checks }: CompletedCategory): readonly Finding[] {
  return checks.flatMap(({ id, status, details }): readonly Finding[] => {
    if (status !== 'error') return [];
    const message = `The check ${id} failed: ${details}.`;
    return [{ id: 'audit-check-failed', level: 'error', message }];
  });
}

/** Reports auditors that found nothing and of which no check applies, with what they would need. */
function reportIdleAuditors(completed: readonly CompletedCategory[]): readonly Finding[] {
  const idle = completed.filter(
    ({ score, checks, findings }) =>
      score !== null &&
      // A run may show defects of a library that the text does not tell.
      findings.length === 0 &&
      checks.length > 0 &&
      checks.every(({ status }) => status === 'skipped'),
  );
  // Most common reason among the checks; some checks may lack something else as well.
  const reasonOf = ({ checks }: CompletedCategory): string => {
    const reasons = [...Map.groupBy(checks, ({ details }) => details)];
    return reasons.sort(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? '';
  };
  return [...Map.groupBy(idle, reasonOf)].map(([reason, categories]) => ({
    ...{ id: 'audit-nothing-to-look-for', level: 'info' },
    message: `${categories.map(({ category }) => category).join(' and ')} had nothing to check: ${reason}.`,
  }));
}

/** Manifests, settings and migrations that rules go by, as far as they could not be read. */
function reportUnreadContext({ unread }: AuditContext): readonly Finding[] {
  if (unread.length === 0) return [];
  const named = unread
    .slice(0, MAX_NAMED_FILES)
    .map(({ file, line, reason }) => `${file}:${line} (${reason})`);
  const more = unread.length - named.length;
  const message = `Some rules depend on files that were not fully read: ${named.join(', ')}${more === 0 ? '' : `, and ${more} more`}.`;
  return [{ id: 'audit-context-unread', level: 'info', message }];
}

/** Returns the rules with findings, including those set aside, and the number of their sources. */
function firedRules(auditors: readonly Auditor[], completed: readonly CompletedCategory[]) {
  const sources = new Map(
    auditors.flatMap(({ rules }) => rules.map((rule) => [rule.id, rule.sources.length] as const)),
  );
  const fired = new Set(completed.flatMap(({ findings }) => findings.map(({ rule }) => rule)));
  return [...fired].map((rule) => ({ rule, sources: sources.get(rule) ?? 0 }));
}

/** Returns the sources of the rules that have findings, without duplicates (AUD-22). */
function listSources(
  auditors: readonly Auditor[],
  completed: readonly CompletedCategory[],
): readonly AuditSource[] {
  const fired = new Set(completed.flatMap(({ findings }) => findings.map(({ rule }) => rule)));
  const all = auditors.flatMap(({ rules }) =>
    rules.flatMap(({ id, sources }) => (fired.has(id) ? sources : [])),
  );
  return [...new Map(all.map((source) => [source.url, source])).values()];
}
