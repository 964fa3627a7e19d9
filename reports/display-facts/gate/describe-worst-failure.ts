import type { ChangeExplanationFacts } from '../comparison/change-explanation-display-data.ts';
import type { ComparedMetricFact } from '../comparison/compared-metric-display-data.ts';
import type { ComparedScenarioFact } from '../comparison/comparison-display-data.ts';
import type { ChangedFunctionFact } from '../profile/profile-difference-display-data.ts';
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
  if (comparison === null || comparison.comparison.ratio === null) return `${scenario}: ${line}`;
  const [first] = findCheckExplanation(worst, scenarios)?.functions ?? [];
  const culprit = first?.isBeyondNoise ? `: ${culpritText(first)}` : '';
  return `${changeSentence(scenario, comparison, comparison.comparison.ratio)}${culprit}`;
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

function changeSentence(
  scenario: string,
  { metric, change, base, head }: ComparedMetricFact,
  ratio: number,
): string {
  const values = `(${withoutUnitOf(base, head)} → ${head})`;
  const amount = change.replace(/^[-+]/u, '');
  const isTime = metric === 'wall_time';
  const subject = isTime ? scenario : `${metric} of ${scenario}`;
  if (amount.startsWith('×')) {
    const times = `${amount.slice(1)} times as`;
    return `${subject} ${isTime ? `takes ${times} long` : `is ${times} high`} ${values}`;
  }
  const [more, less] = isTime ? ['slower', 'faster'] : ['higher', 'lower'];
  return `${subject} is ${amount} ${ratio > 1 ? more : less} ${values}`;
}

/** Removes the unit if both values share it: `1.29` for `1.29 ms` next to `2.32 ms`. */
function withoutUnitOf(value: string, other: string): string {
  const unit = / \S+$/u.exec(value)?.[0] ?? '';
  return unit !== '' && other.endsWith(unit) ? value.slice(0, -unit.length) : value;
}

/** `clean(), src/parse.js:2, is new`. */
function culpritText({ name, place, change, of }: ChangedFunctionFact): string {
  const bare = name.replace(/ \((?:new|gone)\)$/u, '');
  const called = /[\s()[\]]/u.test(bare) ? bare : `${bare}()`;
  const where = place === '' ? '' : `, ${place}`;
  return of.state === 'both' ? `${called}${where}: ${change}` : `${called}${where}, is ${of.state}`;
}
