import type { ChangeExplanationFacts } from '../comparison/change-explanation-display-data.ts';
import type { ComparedScenarioFact } from '../comparison/comparison-display-data.ts';
import { describeChange } from '../comparison/describe-change.ts';
import type { GateCheckFact } from './gate-check-display-data.ts';

/**
 * Describes the first failed check in an actionable sentence: `parse is 79.5 % slower (1.29 → 2.32
 * ms): clean(), src/parse.js:2, is new`. If none failed, states why the first could not be judged.
 * Null if all were judged.
 * @param checks - Most severe first.
 */
export function describeWorstFailure(
  checks: readonly GateCheckFact[],
  scenarios: readonly ComparedScenarioFact[],
): string | null {
  const worst =
    checks.find(({ outcome }) => outcome === 'fail') ??
    checks.find(({ outcome }) => UNJUDGED.has(outcome));
  if (worst === undefined) return null;
  const { scenario, comparison, line } = worst;
  const change =
    comparison === null
      ? null
      : describeChange({ ...comparison, scenario }, findCheckExplanation(worst, scenarios));
  return change ?? `${scenario}: ${line}`;
}

/** Outcomes that mean that something could not be measured or compared. */
const UNJUDGED: ReadonlySet<GateCheckFact['outcome']> = new Set([
  'failed',
  'tool',
  'blocked',
  'incomparable',
]);

/** Returns the explanation of a check's change; null: no comparison, or nothing was profiled. */
export function findCheckExplanation(
  { comparison, scenario }: GateCheckFact,
  scenarios: readonly ComparedScenarioFact[],
): ChangeExplanationFacts | null {
  if (comparison === null) return null;
  return scenarios.find((facts) => facts.scenario === scenario)?.explanation ?? null;
}
