import type { AuditFacts } from '../facts/audit/audit-facts.ts';
import type { AuditFindingFact } from '../facts/audit/audit-finding-fact.ts';
import type { Annotation } from '../view.ts';
import { footnoteAnnotations } from './footnote-annotations.ts';

/** Each finding at its line. A grave one is an error only where the audit fails, as its exit code does. */
export function auditAnnotations(facts: AuditFacts): readonly Annotation[] {
  const { headline, actions, footnotes } = facts;
  return [
    ...actions.map(
      ({ severity, rule, issue, recommendation, file, line }): Annotation => ({
        level: levelOf(severity, headline.word === 'fail'),
        title: `audit: ${rule}`,
        message: `${severity}: ${issue}. ${recommendation}`,
        file,
        line,
      }),
    ),
    ...footnoteAnnotations(footnotes),
  ];
}

function levelOf(severity: AuditFindingFact['severity'], isRed: boolean): Annotation['level'] {
  if (severity === 'LOW') return 'info';
  return severity === 'MEDIUM' || !isRed ? 'warning' : 'error';
}
