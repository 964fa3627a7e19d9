import type { View } from 'perf-harness/plugin';
import type { AuditReport } from '../document/audit-document.ts';
import { dismissedIn } from './audit-blocks.ts';
import type { AuditProblem, AuditProblems } from './audit-problems.ts';
import { categoryScore } from './audit-scores.ts';
import { measuredSentence } from './audit-sentences.ts';

type Fact = View['facts'][number];

/** An audit for programs: categories, findings with their evidence, and what was left out. */
export function auditFacts(
  audit: AuditReport,
  { counted, advisory }: AuditProblems,
): readonly Fact[] {
  const { schema, verdict, date, overall_score } = audit;
  const measured = measuredSentence(audit);
  return [
    {
      keyword: 'audit',
      values: { schema, verdict, date, overall_score, findings: counted.length },
    },
    ...(measured === null ? [] : [{ keyword: 'measured', values: { text: measured } }]),
    ...audit.categories.map((category) => ({
      keyword: 'category',
      values: {
        name: category.category,
        status: category.status,
        ...categoryScore(category),
        dismissed: dismissedIn(category),
      },
    })),
    ...counted.flatMap((problem) => problemFacts('problem', problem)),
    ...advisory.flatMap((problem) => problemFacts('advisory', problem)),
    ...audit.skipped.map((values) => ({ keyword: 'skipped', values })),
    ...audit.self_check.map(({ item, done, evidence }) => ({
      keyword: 'self_check',
      values: { item, done, evidence: evidence === '' ? null : evidence },
    })),
    ...audit.sources.map(({ name, url }) => ({ keyword: 'source', values: { name, url } })),
  ];
}

function problemFacts(keyword: string, problem: AuditProblem): readonly Fact[] {
  const { severity, rule, category, location, issue, recommendation, effort } = problem;
  const { needs_context, reason, measured, evidence } = problem;
  return [
    {
      keyword,
      values: {
        severity,
        rule,
        category,
        location,
        issue,
        recommendation,
        effort,
        needs_context,
        reason,
        measured: measured?.text ?? null,
      },
    },
    ...evidence.map(({ file, line, text }) => ({
      keyword: 'evidence',
      values: { item: location, file, line, text },
    })),
  ];
}
