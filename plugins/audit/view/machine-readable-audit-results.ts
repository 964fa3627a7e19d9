import { display, type View } from 'perf-harness/plugin';
import type { AuditReport } from '../document/audit-document.ts';
import { countEvidenceClasses } from '../evidence-class.ts';
import { countDismissed } from './audit-report-blocks.ts';
import { formatCategoryScore } from './audit-scores.ts';
import { describeScenarioOutcome } from './audit-summary-sentences.ts';
import type { AuditProblem, AuditProblems } from './collect-findings-sorted-by-severity.ts';

const { createFact } = display;

/** Returns audit facts for programs: categories, findings with evidence, and what was skipped. */
export function auditFacts(
  audit: AuditReport,
  { counted, advisory }: AuditProblems,
): View['facts'] {
  const { schema, verdict, date, overall_score } = audit;
  const measured = describeScenarioOutcome(audit);
  return [
    createFact('audit', {
      ...{ schema, verdict, date, overall_score, findings: counted.length },
      ...countEvidenceClasses(counted),
    }),
    ...(measured === null ? [] : [createFact('measured', { text: measured })]),
    ...audit.categories.map((category) => {
      const { category: name, status } = category;
      const { score, notes } = formatCategoryScore(category);
      return createFact('category', {
        name,
        status,
        score,
        notes,
        dismissed: countDismissed(category),
      });
    }),
    ...counted.flatMap((problem) => problemFacts('problem', problem)),
    ...advisory.flatMap((problem) => problemFacts('advisory', problem)),
    ...audit.skipped.map((skipped) => createFact('skipped', skipped)),
    ...audit.self_check.map(({ item, done, evidence }) =>
      createFact('self_check', { item, done, evidence: evidence || null }),
    ),
    ...audit.sources.map(({ name, url }) => createFact('source', { name, url })),
  ];
}

function problemFacts(keyword: string, problem: AuditProblem): View['facts'] {
  const { severity, rule, category, location, issue, recommendation, effort } = problem;
  const { evidence_class, needs_context, reason, measured, evidence } = problem;
  return [
    createFact(keyword, {
      ...{ severity, evidence_class, rule, category, location, issue, recommendation, effort },
      ...{ needs_context, reason, measured: measured?.text ?? null },
    }),
    ...evidence.map(({ file, line, text }) =>
      createFact('evidence', { item: location, file, line, text }),
    ),
  ];
}
