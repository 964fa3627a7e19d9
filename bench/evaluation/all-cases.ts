/** All cases of the evaluation: the first eight packages, and the further cases in two halves. */
import { type Half, throwCoin } from './coin.ts';
import { DEVELOPMENT_CASES } from './development-cases.ts';
import type { EvaluationCase } from './evaluation-case.ts';
import { LIBRARIES, WITH_DATABASE } from './found.ts';
import { HELD_OUT_CASES } from './held-out-cases.ts';
import { PACKAGE_CASES } from './packages.ts';

export type Part = 'packages' | Half;

/**
 * The cases of a part.
 *
 * @throws Error where a case is not in the half that the coin gave it.
 */
export function casesOf(part: Part): readonly EvaluationCase[] {
  if (part === 'packages') return PACKAGE_CASES;
  const halves = { ...throwCoin(LIBRARIES), ...throwCoin(WITH_DATABASE) };
  const cases = part === 'development' ? DEVELOPMENT_CASES : HELD_OUT_CASES;
  const wrong = cases.filter(({ name }) => halves[name] !== part);
  if (wrong.length > 0) throw new Error(`not of ${part}: ${wrong.map(({ name }) => name)}`);
  return cases;
}
