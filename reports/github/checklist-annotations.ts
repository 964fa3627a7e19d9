import type { ChecklistFacts } from '../facts/checklist/checklist-facts.ts';
import type { Annotation } from '../view.ts';
import { footnoteAnnotations } from './footnote-annotations.ts';

/** What fails as errors, at the file that shows it where there is one; what is open as warnings. */
export function checklistAnnotations(facts: ChecklistFacts): readonly Annotation[] {
  const { items, footnotes } = facts;
  return [
    ...items.flatMap(({ id, verdict, reason, remedy, evidence }): readonly Annotation[] => {
      if (verdict === 'pass') return [];
      const [first] = evidence;
      const message = remedy === null ? reason : `${reason} ${remedy}`;
      return [
        {
          level: verdict === 'fail' ? 'error' : 'warning',
          title: `check: ${id}`,
          message,
          file: first?.file ?? null,
          ...(first?.line != null && { line: first.line }),
        },
      ];
    }),
    ...footnoteAnnotations(footnotes),
  ];
}
