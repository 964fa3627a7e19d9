/** All cases of the evaluation: the first eight packages, and the further cases in two halves. */

import { DATABASE_PROJECT_NAMES, LIBRARY_NAMES } from './candidate-names.ts';
import { DEVELOPMENT_CASES } from './development-cases.ts';
import type { EvaluationCase } from './evaluation-case.ts';
import { HELD_OUT_CASES } from './held-out-cases.ts';
import { PACKAGE_CASES } from './package-cases.ts';
import { type CaseHalf, splitCases } from './split-cases.ts';

export type CaseGroup = 'packages' | CaseHalf;

/**
 * Returns the cases of a group.
 *
 * @throws Error if a case is not in the half that it was randomly assigned to.
 */
export function listCases(part: CaseGroup): readonly EvaluationCase[] {
  if (part === 'packages') return PACKAGE_CASES;
  const halves = { ...splitCases(LIBRARY_NAMES), ...splitCases(DATABASE_PROJECT_NAMES) };
  const cases = part === 'development' ? DEVELOPMENT_CASES : HELD_OUT_CASES;
  const wrong = cases.filter(({ name }) => halves[name] !== part);
  if (wrong.length > 0) throw new Error(`not of ${part}: ${wrong.map(({ name }) => name)}`);
  return cases;
}
