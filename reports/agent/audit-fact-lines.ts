import type { AuditReport } from '../../harness/model/documents/audit-document.ts';
import type { AuditFacts } from '../facts/audit/audit-facts.ts';
import { factLine } from './fact-line.ts';

/** What was found, one fact a line. */
export function auditFactLines(
  { headline, categories, actions, aside }: AuditFacts,
  { schema, verdict, overall_score: overall }: AuditReport,
  next: readonly string[],
): readonly string[] {
  return [
    factLine('audit', { schema, verdict, overall_score: overall, findings: actions.length }),
    factLine('summary', { outcome: verdict, text: headline.sentence }),
    ...next,
    ...categories.map(({ name, score, dismissed }) =>
      factLine('category', { name, score, dismissed }),
    ),
    ...actions.map(({ severity, rule, location, issue, recommendation, effort, needsContext }) =>
      factLine('problem', {
        ...{ severity, rule, location, issue, recommendation, effort },
        needs_context: needsContext,
      }),
    ),
    ...[...aside.advisory, ...aside.suppressed].map(({ severity, rule, location, reason }) =>
      factLine('not-counted', { severity, rule, location, reason }),
    ),
  ];
}
