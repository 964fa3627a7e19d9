import type { ChecklistReport } from '../../harness/model/documents/checklist-document.ts';
import type { ChecklistFacts } from '../facts/checklist/checklist-facts.ts';
import { factLine } from './fact-line.ts';

/** What was looked for, one fact a line. */
export function checklistFactLines(
  facts: ChecklistFacts,
  document: ChecklistReport,
  next: readonly string[],
): readonly string[] {
  const { schema, list, verdict } = document;
  return [
    factLine('checklist', { schema, list, verdict, checks: facts.items.length }),
    factLine('summary', { outcome: verdict, text: facts.headline.sentence }),
    ...next,
    ...facts.items.flatMap(({ id, verdict: own, reason, remedy, evidence }) => [
      factLine('item', { id, verdict: own, reason, remedy }),
      ...evidence.map(({ file, line, text }) =>
        factLine('evidence', { item: id, file, line, text }),
      ),
    ]),
  ];
}
