import type {
  ChecklistReport,
  ChecklistVerdict,
} from '../../../harness/model/documents/checklist-document.ts';
import type { NextStep } from '../../next-step.ts';
import { plural } from '../../text/plural.ts';
import { printable } from '../../text/printable.ts';
import { collectFootnotes, type Footnote } from '../footnotes.ts';
import { checklistNext } from './checklist-next.ts';

/** One thing that was looked for, as every reporter shows it. */
export interface ChecklistItemFact {
  readonly id: string;
  readonly title: string;
  readonly verdict: ChecklistVerdict;
  readonly reason: string;
  readonly evidence: readonly {
    readonly file: string;
    readonly line: number | null;
    /** `src/a.ts:3`. */
    readonly place: string;
    readonly text: string;
  }[];
  /** null: it passes. */
  readonly remedy: string | null;
}

/** What was looked for in a project, as every reporter shows it. */
export interface ChecklistFacts {
  readonly headline: { readonly word: ChecklistVerdict; readonly sentence: string };
  readonly title: string;
  readonly items: readonly ChecklistItemFact[];
  readonly footnotes: readonly Footnote[];
  readonly next: NextStep | null;
}

const TITLES: Readonly<Record<ChecklistReport['list'], string>> = {
  answer: 'Checks before an answer',
  final: 'Final checklist',
};

export function checklistFacts(document: ChecklistReport): ChecklistFacts {
  const items = document.items.map(
    (item): ChecklistItemFact => ({
      id: item.id,
      title: printable(item.title),
      verdict: item.verdict,
      reason: printable(item.reason),
      evidence: item.evidence.map(({ file, line, text }) => ({
        file: printable(file),
        line,
        place: line === null ? printable(file) : `${printable(file)}:${line}`,
        text: printable(text),
      })),
      remedy: item.verdict === 'pass' ? null : printable(item.remedy),
    }),
  );
  return {
    headline: { word: document.verdict, sentence: sentenceOf(items) },
    title: TITLES[document.list],
    items,
    footnotes: collectFootnotes([{ scenario: null, findings: document.findings }]),
    next: checklistNext(document),
  };
}

function sentenceOf(items: readonly ChecklistItemFact[]): string {
  const of = (verdict: ChecklistVerdict): readonly ChecklistItemFact[] =>
    items.filter((item) => item.verdict === verdict);
  const named = (some: readonly ChecklistItemFact[]): string => some.map(({ id }) => id).join(', ');
  const [passed, failed, open] = [of('pass'), of('fail'), of('unverified')];
  const parts = [
    `${passed.length} of ${plural(items.length, 'check')} passed`,
    ...(failed.length === 0 ? [] : [`${failed.length} failed (${named(failed)})`]),
    ...(open.length === 0 ? [] : [`${open.length} could not be verified (${named(open)})`]),
  ];
  return parts.join(', ');
}
