import type { ChangedFunctionFact } from '../profile/profile-difference-display-data.ts';
import type { ChangeExplanationFacts } from './change-explanation-display-data.ts';
import type { ComparedMetricFact } from './compared-metric-display-data.ts';

/**
 * Describes a change, between which values, and the function that explains most of it: `parse is
 * 79.5 % slower (1.29 → 2.32 ms): clean(), src/parse.js:2, is new`. Null without a ratio.
 */
export function describeChange(
  fact: ComparedMetricFact,
  explanation: ChangeExplanationFacts | null,
): string | null {
  const { ratio } = fact.comparison;
  if (ratio === null) return null;
  // A function that changed the other way explains nothing.
  const sign = fact.verdict === 'improved' ? -1 : 1;
  const [culprit] = (explanation?.functions ?? [])
    .filter(({ isBeyondNoise, of }) => isBeyondNoise && sign * of.change.estimate > 0)
    .toSorted((a, b) => sign * (b.of.change.estimate - a.of.change.estimate));
  return `${changeSentence(fact, ratio)}${culprit === undefined ? '' : `: ${culpritText(culprit)}`}`;
}

function changeSentence(
  { scenario, metric, change, base, head }: ComparedMetricFact,
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
