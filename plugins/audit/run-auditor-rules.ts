import { setImmediate as turn } from 'node:timers/promises';
import type {
  AuditCheck,
  AuditFinding,
  CompletedCategory,
  DismissedCandidate,
} from './document/audit-document.ts';
import { classifyTextEvidence } from './evidence-class.ts';
import type { AnyRule, AuditedCode, Auditor, Candidate, RuleFinding } from './rule.ts';
import {
  computeCategoryScore,
  countSeverities,
  deriveCheckStatus,
} from './scoring/category-score.ts';
import { createExclusion } from './scoring/excluded-files.ts';
import { redactSecrets } from './scoring/redact-secrets.ts';
import { sortFindings } from './scoring/sort-findings.ts';

/**
 * Number of candidates between two turns of the event loop. Syntax trees of unreferenced files are
 * freed only during a turn, and would otherwise take half of the memory.
 */
const AT_ONCE = 10;

type RuleResult =
  | {
      readonly state: 'done';
      readonly findings: readonly AuditFinding[];
      readonly dismissed: readonly DismissedCandidate[];
    }
  | { readonly state: 'skipped' | 'error'; readonly reason: string };

export interface RunAuditorOptions {
  /** Called before each rule runs, so that a rule that never ends can be named. */
  readonly begin: (rule: string) => void;
  /** Rules to skip, since they did not end the last time. */
  readonly without: readonly string[];
  /** True for files whose candidates are ignored; default: tests and their setup files (SH6-08). */
  readonly isExcluded?: (file: string) => boolean;
}

/**
 * Runs every rule of an auditor on a project. A rule that throws or never ends is an error of its
 * check; the other rules still run.
 */
export async function runAuditor(
  auditor: Auditor,
  audited: AuditedCode,
  { begin, without, isExcluded = createExclusion(null) }: RunAuditorOptions,
): Promise<CompletedCategory> {
  const results = new Map<AnyRule, RuleResult>();
  for (const rule of auditor.rules) {
    if (without.includes(rule.id)) {
      results.set(rule, { state: 'error', reason: 'the rule does not terminate' });
      continue;
    }
    begin(rule.id);
    await turn();
    results.set(rule, await runRule(rule, audited, isExcluded));
  }
  const done = [...results.values()].flatMap((result) => (result.state === 'done' ? [result] : []));
  const findings = sortFindings(done.flatMap((result) => result.findings));
  const counts = countSeverities(findings);
  const checks = auditor.checks.map(({ id, name }) =>
    checkOf(
      { id, name },
      [...results].flatMap(([rule, result]) => (rule.check === id ? [{ rule, result }] : [])),
      auditor.needs === 'database' && !hasDatabase(audited) ? NO_DATABASE : null,
    ),
  );
  return {
    auditor: auditor.id,
    category: auditor.category,
    priority: auditor.priority,
    status: 'completed',
    score: computeCategoryScore(checks, counts),
    total_issues: findings.length,
    severity_counts: counts,
    checks,
    findings,
    advisory: [],
    dismissed: done.flatMap((result) => result.dismissed),
    suppressed: [],
    remarks: [],
  };
}

async function runRule(
  rule: AnyRule,
  audited: AuditedCode,
  isExcluded: (file: string) => boolean,
): Promise<RuleResult> {
  try {
    const reason = rule.skip?.(audited) ?? null;
    if (reason !== null) return { state: 'skipped', reason };
    const findings: AuditFinding[] = [];
    const dismissed: DismissedCandidate[] = [];
    let count = 0;
    for (const [candidate, ruling] of rule.judge(audited)) {
      count += 1;
      if (count % AT_ONCE === 0) await turn();
      if (isExcluded(candidate.file) || !isInDomain(candidate, audited)) continue;
      if (typeof ruling === 'string') {
        dismissed.push({ ...placeOf(rule, candidate), reason: redactSecrets(ruling) });
      } else findings.push(findingOf(rule, candidate, ruling, audited));
    }
    return { state: 'done', findings, dismissed };
  } catch (error) {
    return { state: 'error', reason: error instanceof Error ? error.message : String(error) };
  }
}

function isInDomain({ file }: Candidate, { context: { domain } }: AuditedCode): boolean {
  return domain === null || file.startsWith(`${domain.path}/`);
}

function placeOf(rule: AnyRule, { file, line, endLine }: Candidate) {
  const { id, check } = rule;
  return { rule: id, check, location: `${file}:${line}`, file, line, end_line: endLine };
}

function findingOf(
  rule: AnyRule,
  candidate: Candidate,
  ruling: RuleFinding,
  { context }: AuditedCode,
): AuditFinding {
  const doubt = 'note' in ruling ? redactSecrets(ruling.note) : null;
  return {
    ...placeOf(rule, candidate),
    // Findings that need more context have the lowest severity (SH6-09).
    severity: 'note' in ruling ? 'LOW' : ruling.severity,
    evidence_class: classifyTextEvidence(
      { rule: rule.id, file: candidate.file, needs_context: doubt },
      rule,
    ),
    issue: redactSecrets(ruling.issue),
    principle: rule.principle,
    recommendation: redactSecrets(ruling.recommendation),
    effort: ruling.effort,
    needs_context: doubt,
    evidence: (ruling.evidence ?? []).map(({ text, ...place }) => ({
      ...place,
      text: redactSecrets(text),
    })),
    domain: context.domain?.name ?? null,
  };
}

const NO_DATABASE = 'the project has no database and no ORM';

/** True if a database is required by a manifest, imported, or called without either. */
function hasDatabase({ code, context: { tech_stack: stack } }: AuditedCode): boolean {
  if (stack.db.length + stack.orm.length > 0) return true;
  return code.facts.functions.some(({ calls }) => calls.some(({ type }) => type === 'I/O-DB'));
}

/** A check that does not apply is skipped, not passed (SH6-05). */
function checkOf(
  check: Pick<AuditCheck, 'id' | 'name'>,
  ran: readonly { readonly rule: AnyRule; readonly result: RuleResult }[],
  lacking: string | null,
): AuditCheck {
  const failed = ran.find(({ result }) => result.state === 'error');
  if (failed?.result.state === 'error') {
    return { ...check, status: 'error', details: `${failed.rule.id}: ${failed.result.reason}` };
  }
  const done = ran.flatMap(({ result }) => (result.state === 'done' ? [result] : []));
  if (ran.length === 0)
    return { ...check, status: 'skipped', details: 'no rule covers this check' };
  if (done.length === 0) {
    const reasons = ran.map(({ result }) => (result.state === 'skipped' ? result.reason : ''));
    return { ...check, status: 'skipped', details: [...new Set(reasons)].join('; ') };
  }
  const findings = done.flatMap((result) => result.findings);
  const dismissed = done.flatMap((result) => result.dismissed).length;
  if (lacking !== null && findings.length + dismissed === 0) {
    return { ...check, status: 'skipped', details: lacking };
  }
  return {
    ...check,
    status: deriveCheckStatus(findings),
    details: `${findings.length} found, ${dismissed} dismissed`,
  };
}
