import type { OptimizationHypothesis } from '../document/optimization-cycle.ts';
import { checkSentence } from './check-words.ts';

/** Evidence of each attempted change that the program still does the same. */
export function evidenceTexts(hypotheses: readonly OptimizationHypothesis[]): readonly string[] {
  return hypotheses
    .filter(isShown)
    .flatMap((hypothesis) => [evidenceText(hypothesis), ...assumptions(hypothesis)]);
}

/** Accepted changes, and those that a check refuted. */
function isShown({ outcome, check, evidence_class: evidence }: OptimizationHypothesis): boolean {
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

/** Conditions that the change relies on. */
function assumptions({ id, assumes, check }: OptimizationHypothesis): readonly string[] {
  const all = [...assumes, ...(check?.state === 'same' ? check.assumes : [])];
  return [...new Set(all)].map((text) => `${id} assumes: ${text}`);
}
