import type { OptimizationHypothesis } from '../../../harness/model/documents/optimization-cycle.ts';
import { printable } from '../../text/printable.ts';
import { checkSentence } from './check-words.ts';

/** A test that shows what a change does otherwise. */
export interface ShownDifference {
  readonly id: string;
  /** A file for node:test. */
  readonly test: string;
}

/** How it is known that the program still does the same, of each change that was tried. */
export function evidenceTexts(hypotheses: readonly OptimizationHypothesis[]): readonly string[] {
  return hypotheses.filter(isTold).flatMap((one) => [evidenceText(one), ...assumed(one)]);
}

/** Tests of the project's to be: what refuted changes did otherwise. */
export function shownDifferences(
  hypotheses: readonly OptimizationHypothesis[],
): readonly ShownDifference[] {
  return hypotheses.flatMap(({ id, check }) =>
    check?.state === 'differs' ? [{ id, test: check.counterexample.test }] : [],
  );
}

/** What was kept, and what a check refuted. */
function isTold({ outcome, check, evidence_class: evidence }: OptimizationHypothesis): boolean {
  return (outcome === 'applied' && evidence !== null) || check !== null;
}

function evidenceText({ id, evidence_class: evidence, check }: OptimizationHypothesis): string {
  const name = `${id}, ${evidence ?? 'unknown'}`;
  if (check !== null) return `${name}: ${checkSentence(check)}`;
  switch (evidence) {
    case 'proven':
      return `${name}: the source shows that nothing else changes`;
    case 'guarded':
      return `${name}: the old way stays behind a test, whose cost is in what was measured`;
    default:
      return `${name}: the tests alone speak for it`;
  }
}

/** What holds only as long as something else does. */
function assumed({ id, assumes, check }: OptimizationHypothesis): readonly string[] {
  const all = [...assumes, ...(check?.state === 'same' ? check.assumes : [])];
  return [...new Set(all)].map((text) => `${id} assumes: ${printable(text)}`);
}
