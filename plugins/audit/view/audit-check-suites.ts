import type { View } from 'perf-harness/plugin';
import type { AuditCategory, AuditReport } from '../document/audit-document.ts';
import { isReported } from '../evidence-class.ts';
import { formatCategoryScore } from './audit-scores.ts';
import { type AuditProblem, collectAuditProblems } from './collect-findings-sorted-by-severity.ts';

type Check = View['suites'][number]['checks'][number];
type CheckSuite = View['suites'][number];

const SELF_CHECK = 'Self-check';

/**
 * Returns a suite for each category, and one for the self-check. Findings fail their checks only if
 * the audit fails, so that a report never contradicts the exit code.
 */
export function auditSuites(audit: AuditReport): readonly CheckSuite[] {
  const isRed = audit.verdict === 'fail';
  const broken = isRed ? 'error' : 'skipped';
  const items = audit.self_check.map(({ item, done, evidence }): Check => {
    const common = { name: item, group: SELF_CHECK, text: evidence };
    return done
      ? { ...common, result: 'passed', message: evidence }
      : { ...common, result: broken, type: 'not done', message: 'not done' };
  });
  return [
    ...audit.categories.map((category) => ({
      name: category.category,
      checks: checksOf(category, {
        resultOf: (finding) => {
          if (!isReported(finding, audit.counts_suspected)) return 'skipped';
          return isRed ? 'failure' : 'passed';
        },
        broken,
      }),
    })),
    { name: SELF_CHECK, checks: items },
  ];
}

interface CheckResults {
  /** Result of a finding that counts. */
  readonly resultOf: (finding: AuditProblem) => Check['result'];
  /** Result of a failed auditor. */
  readonly broken: Check['result'];
}

function checksOf(category: AuditCategory, { resultOf, broken }: CheckResults): readonly Check[] {
  const { score, notes } = formatCategoryScore(category);
  const group = category.category;
  const name = 'was audited';
  if (category.status !== 'completed') {
    const result = category.status === 'error' ? broken : 'skipped';
    return [{ name, group, result, message: notes }];
  }
  const { counted, advisory } = collectAuditProblems([category]);
  return [
    { name, group, result: 'passed', message: `${score}: ${notes}` },
    // Findings of a check have cases of their own.
    ...category.checks
      .filter(({ status }) => status !== 'failed' && status !== 'warning')
      .map(({ id, status, details }): Check => {
        const common = { name: id, group, type: status, message: details };
        if (status === 'passed') return { ...common, result: 'passed' };
        return { ...common, result: status === 'error' ? broken : 'skipped' };
      }),
    ...counted.map((problem) => problemCheck(problem, resultOf(problem))),
    ...advisory.map((problem) => problemCheck(problem, 'skipped')),
  ];
}

function problemCheck(problem: AuditProblem, result: Check['result']): Check {
  const { rule, category, location, severity, issue, evidence, recommendation, effort } = problem;
  const { needs_context: doubt, reason, evidence_class: evidenceClass } = problem;
  const text = [
    `${severity} (${evidenceClass}) ${location}: ${issue}`,
    ...evidence.map((place) => `${place.file}:${place.line}: ${place.text}`),
    ...(doubt === null ? [] : [`Needs context: ${doubt}`]),
    `${recommendation} (${effort})`,
  ].join('\n');
  const name = `${rule} ${location}`;
  return { name, group: category, result, type: severity, message: reason ?? issue, text };
}
