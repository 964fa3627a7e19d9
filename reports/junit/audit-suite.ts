import type {
  AuditCategoryFact,
  AuditFacts,
  AuditFindingFact,
} from '../facts/audit/audit-facts.ts';
import { type JunitSuite, junitCase, type TestCase } from './suite.ts';

/** A category as a suite, each finding a case that fails. */
export function auditSuites({ categories }: AuditFacts): readonly JunitSuite[] {
  return categories.map((category) => ({
    name: category.name,
    ...{ file: null, startedAt: null, hostname: null, properties: [], elapsedMs: 0 },
    cases: casesOf(category),
  }));
}

function casesOf({ name, findings, notes }: AuditCategoryFact): readonly TestCase[] {
  if (findings.length > 0) return findings.map(failedCase);
  return [junitCase({ name: notes, className: name, timeMs: 0, result: 'passed', text: '' })];
}

function failedCase({
  rule,
  category,
  location,
  severity,
  issue,
  recommendation,
}: AuditFindingFact) {
  return junitCase({
    ...{ name: `${rule} ${location}`, className: category, timeMs: 0, result: 'failure' as const },
    ...{ type: severity, message: issue, text: `${location}: ${issue}\n${recommendation}` },
  });
}
