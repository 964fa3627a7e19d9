import type { AuditReport } from '../../harness/model/documents/audit-document.ts';
import type { AuditFacts } from '../facts/audit/audit-facts.ts';
import type { AuditFindingFact } from '../facts/audit/audit-finding-fact.ts';
import { type FactValue, factLine } from './fact-line.ts';

/** What was found, one fact a line. */
export function auditFactLines(
  facts: AuditFacts,
  { schema, verdict, date, overall_score: overall }: AuditReport,
  next: readonly string[],
): readonly string[] {
  const { headline, categories, actions, advisory, sources, skipped, selfCheck } = facts;
  return [
    factLine('audit', { schema, verdict, date, overall_score: overall, findings: actions.length }),
    factLine('summary', { outcome: verdict, text: headline.sentence }),
    ...(facts.measured === null ? [] : [factLine('measured', { text: facts.measured })]),
    ...next,
    ...categories.map(({ name, status, score, notes, dismissed }) =>
      factLine('category', { name, status, score, notes, dismissed }),
    ),
    ...actions.flatMap((one) => problemLines('problem', one, {})),
    ...advisory.flatMap((one) => problemLines('advisory', one, { reason: one.reason })),
    ...skipped.map(({ file, reason }) => factLine('skipped', { file, reason })),
    ...selfCheck.map(({ item, done, evidence }) =>
      factLine('self_check', { item, done, evidence: evidence === '' ? null : evidence }),
    ),
    ...sources.map(({ name, url }) => factLine('source', { name, url })),
  ];
}

function problemLines(
  keyword: 'problem' | 'advisory',
  finding: AuditFindingFact,
  more: Readonly<Record<string, FactValue>>,
): readonly string[] {
  const { severity, rule, category, location, issue, recommendation, effort } = finding;
  return [
    factLine(keyword, {
      severity,
      rule,
      category,
      location,
      issue,
      recommendation,
      effort,
      needs_context: finding.needsContext,
      ...more,
      ...(finding.measured !== null && { measured: finding.measured }),
    }),
    ...finding.evidence.map(({ file, line, text }) =>
      factLine('evidence', { item: location, file, line, text }),
    ),
  ];
}
