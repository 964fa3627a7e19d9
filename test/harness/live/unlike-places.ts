/** The same code on both sides, where the two places of a pair are not alike. */
import { expect } from 'vitest';
import { DEFAULT_RULES, limitLooks } from '../../../harness/gate/decide/rules.ts';
import type { PlannedTrial } from '../../../harness/model/executor.ts';
import { functionScenario } from '../../support/function-scenario.ts';
import { type Script, scriptedComparison } from '../../support/scripted-comparison.ts';

const SCENARIO = functionScenario({ measureMs: 1, warmupMs: 0 });
const RULES = limitLooks(DEFAULT_RULES, 38);

/** Noise of a unit that has nothing to do with its side. */
const jitter = ({ pair, slot }: PlannedTrial): number => 0.01 * Math.sin(7 * pair + 3 * slot + 1);

/** Units that take 100 ms times e to this, and to the noise. */
const slowedBy =
  (log: (trial: PlannedTrial) => number): Script =>
  (trial) => ({ measurements: { wall_time: 100 * Math.exp(log(trial) + jitter(trial)) } });

export const UNLIKE_PLACES: readonly (readonly [what: string, Script])[] = [
  ['the second is slower by a fifth', slowedBy(({ slot }) => 0.18 * slot)],
  ['the first is slower by a fifth', slowedBy(({ slot }) => -0.18 * slot)],
  [
    'each unit is slower by a hundredth than the one before',
    slowedBy(({ pair, slot }) => 0.01 * (2 * pair + slot)),
  ],
];

/** A comparison whose coins this seed throws confirms no difference. */
export async function expectNoSlower(script: Script, seed: number): Promise<void> {
  const options = { rules: RULES, seed };
  const { report, arranged } = await scriptedComparison({ scenarios: [SCENARIO], script, options });
  const wallTime = report.comparisons.find(({ metric }) => metric === 'wall_time');
  expect({ seed, ...wallTime }).toMatchObject({ seed, confirmed: false });
  // The coin has both sides in both places, and what it said is what was arranged.
  const slotsOfA = report.runs[0]?.trials.map(({ slot }) => slot);
  expect(slotsOfA).toEqual(arranged);
  expect(new Set(slotsOfA).size).toBe(2);
}
