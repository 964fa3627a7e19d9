import type { AuditCheck } from '../../harness/model/documents/audit-document.ts';
import type { AuditCategoryFact, AuditFacts } from '../facts/audit/audit-facts.ts';
import type { AuditAdvisoryFact, AuditFindingFact } from '../facts/audit/audit-finding-fact.ts';
import { type CaseResult, type JunitSuite, junitCase, type TestCase } from './suite.ts';

const SELF_CHECK = 'Self-check';

/**
 * A category as a suite, and the self-check. Findings fail their cases only where the audit fails: a report is
 * never redder than the exit code.
 */
export function auditSuites({
  headline,
  categories,
  selfCheck,
}: AuditFacts): readonly JunitSuite[] {
  const isRed = headline.word === 'fail';
  return [
    ...categories.map((category) => suiteOf(category.name, casesOf(category, isRed))),
    suiteOf(
      SELF_CHECK,
      selfCheck.map(({ item, done, evidence }) =>
        junitCase({
          name: item,
          className: SELF_CHECK,
          timeMs: 0,
          text: evidence,
          ...(done
            ? { result: 'passed' }
            : { result: isRed ? 'error' : 'skipped', type: 'not done', message: 'not done' }),
        }),
      ),
    ),
  ];
}

function suiteOf(name: string, cases: readonly TestCase[]): JunitSuite {
  return {
    name,
    file: null,
    startedAt: null,
    hostname: null,
    properties: [],
    elapsedMs: 0,
    cases,
  };
}

function casesOf(category: AuditCategoryFact, isRed: boolean): readonly TestCase[] {
  const { name, status, notes, score, checks, findings, advisory } = category;
  const common = { className: name, timeMs: 0 };
  if (status !== 'completed') {
    const result = status === 'error' && isRed ? 'error' : 'skipped';
    return [junitCase({ ...common, name: 'was looked at', result, message: notes })];
  }
  return [
    junitCase({ ...common, name: 'was looked at', result: 'passed', text: `${score}: ${notes}` }),
    // What a check has found stands in cases of its own.
    ...checks
      .filter((one) => one.status !== 'failed' && one.status !== 'warning')
      .map((one) => checkCase(one, name, isRed)),
    ...findings.map((one) => findingCase(one, isRed ? 'failure' : 'passed')),
    ...advisory.map(advisoryCase),
  ];
}

function checkCase({ id, status, details }: AuditCheck, className: string, isRed: boolean) {
  const common = { name: id, className, timeMs: 0 };
  if (status === 'passed') return junitCase({ ...common, result: 'passed', text: details });
  const result: CaseResult = status === 'error' && isRed ? 'error' : 'skipped';
  return junitCase({ ...common, result, type: status, message: details });
}

function findingCase(finding: AuditFindingFact, result: 'failure' | 'passed'): TestCase {
  const { rule, category, location, severity, issue } = finding;
  return junitCase({
    name: `${rule} ${location}`,
    className: category,
    timeMs: 0,
    result,
    type: severity,
    message: issue,
    text: textOf(finding),
  });
}

function advisoryCase(finding: AuditAdvisoryFact): TestCase {
  const { rule, category, location, severity, reason } = finding;
  return junitCase({
    name: `${rule} ${location}`,
    className: category,
    timeMs: 0,
    result: 'skipped',
    type: severity,
    message: reason,
    text: textOf(finding),
  });
}

function textOf(finding: AuditFindingFact): string {
  const { severity, location, issue, evidence, needsContext, recommendation, effort } = finding;
  return [
    `${severity} ${location}: ${issue}`,
    ...evidence.map(({ place, text }) => `${place}: ${text}`),
    ...(needsContext === null ? [] : [`Needs context: ${needsContext}`]),
    `${recommendation} (${effort})`,
  ].join('\n');
}
