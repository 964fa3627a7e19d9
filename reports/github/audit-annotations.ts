import type { AuditFacts } from '../facts/audit/audit-facts.ts';
import type { Annotation } from './annotation.ts';
import { footnoteAnnotations } from './footnote-annotations.ts';

/** Grave findings as errors, the others as warnings and notices, each at its line. */
export function auditAnnotations({ actions, footnotes }: AuditFacts): readonly Annotation[] {
  return [
    ...actions.map(
      ({ severity, rule, issue, recommendation, file, line }): Annotation => ({
        level: severity === 'LOW' ? 'info' : severity === 'MEDIUM' ? 'warning' : 'error',
        title: `audit: ${rule}`,
        message: `${issue}. ${recommendation}`,
        ...{ file, line },
      }),
    ),
    ...footnoteAnnotations(footnotes),
  ];
}
