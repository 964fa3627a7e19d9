import type {
  AuditCategory,
  AuditCheck,
  AuditReport,
} from '../../../harness/model/documents/audit-document.ts';
import type { Check, CheckSuite } from '../../view.ts';
import { type AuditProblem, auditProblems } from './audit-problems.ts';
import { categoryScore } from './audit-scores.ts';

const SELF_CHECK = 'Self-check';

/**
 * A category as a suite, and the self-check. Findings fail their checks only where the audit fails:
 * a report is never redder than the exit code.
 */
export function auditSuites({
  verdict,
  categories,
  self_check: items,
}: AuditReport): readonly CheckSuite[] {
  const isRed = verdict === 'fail';
  return [
    ...categories.map((category) => ({
      name: category.category,
      startedAt: null,
      checks: checksOf(category, isRed),
    })),
    {
      name: SELF_CHECK,
      startedAt: null,
      checks: items.map(({ item, done, evidence }) => ({
        name: item,
        group: SELF_CHECK,
        text: evidence,
        ...(done
          ? { result: 'passed', message: '' }
          : { result: isRed ? 'error' : 'skipped', type: 'not done', message: 'not done' }),
      })),
    },
  ];
}

function checksOf(category: AuditCategory, isRed: boolean): readonly Check[] {
  const { score, notes } = categoryScore(category);
  const common = { name: 'was looked at', group: category.category };
  if (category.status !== 'completed') {
    const result = category.status === 'error' && isRed ? 'error' : 'skipped';
    return [{ ...common, result, message: notes }];
  }
  const { counted, advisory } = auditProblems([category]);
  return [
    { ...common, result: 'passed', message: `${score}: ${notes}` },
    // Findings of a check have cases of their own.
    ...category.checks
      .filter(({ status }) => status !== 'failed' && status !== 'warning')
      .map((check) => ownCheck(check, category.category, isRed)),
    ...counted.map((problem) => problemCheck(problem, isRed ? 'failure' : 'passed')),
    ...advisory.map((problem) => problemCheck(problem, 'skipped')),
  ];
}

function ownCheck({ id, status, details }: AuditCheck, group: string, isRed: boolean): Check {
  const common = { name: id, group, message: details };
  if (status === 'passed') return { ...common, result: 'passed' };
  return { ...common, result: status === 'error' && isRed ? 'error' : 'skipped', type: status };
}

function problemCheck(problem: AuditProblem, result: Check['result']): Check {
  const { rule, category, location, severity, issue, evidence, reason, effort } = problem;
  const { needs_context: doubt, recommendation } = problem;
  return {
    name: `${rule} ${location}`,
    group: category,
    result,
    type: severity,
    message: reason ?? issue,
    text: [
      `${severity} ${location}: ${issue}`,
      ...evidence.map(({ file, line, text }) => `${file}:${line}: ${text}`),
      ...(doubt === null ? [] : [`Needs context: ${doubt}`]),
      `${recommendation} (${effort})`,
    ].join('\n'),
  };
}
