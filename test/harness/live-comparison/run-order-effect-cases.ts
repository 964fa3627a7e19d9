/** Identical code on both sides, where the two positions in a pair differ. */
import { expect } from 'vitest';
import {
  DEFAULT_RULES,
  limitPairsPerStage,
} from '../../../harness/gate/decide/default-comparison-rules.ts';
import type { PlannedTrial } from '../../../harness/model/executor.ts';
import { functionScenario } from '../../support/function-scenario.ts';
import { type BlockScript, runScriptedComparison } from '../../support/scripted-comparison.ts';

const SCENARIO = functionScenario({ measureMs: 1, warmupMs: 0 });
const RULES = limitPairsPerStage(DEFAULT_RULES, 38);

/** Noise of a unit, independent of its side. */
const jitter = ({ pair, slot }: PlannedTrial): number => 0.01 * Math.sin(7 * pair + 3 * slot + 1);

/** Units that take 100 ms times e to this, and to the noise. */
const slowedBy =
  (log: (trial: PlannedTrial) => number): BlockScript =>
  (trial) => ({ measurements: { wall_time: 100 * Math.exp(log(trial) + jitter(trial)) } });

export const POSITION_EFFECTS: readonly (readonly [what: string, BlockScript])[] = [
  ['the second is slower by a fifth', slowedBy(({ slot }) => 0.18 * slot)],
  ['the first is slower by a fifth', slowedBy(({ slot }) => -0.18 * slot)],
  [
    'each unit is slower by a hundredth than the one before',
    slowedBy(({ pair, slot }) => 0.01 * (2 * pair + slot)),
  ],
];

/** Expects that a comparison with this seed for the order of pairs confirms no change. */
export async function expectNoConfirmedChange(script: BlockScript, seed: number): Promise<void> {
  const options = { rules: RULES, seed };
  const { report, arranged } = await runScriptedComparison({
    scenarios: [SCENARIO],
    script,
    options,
  });
  const wallTime = report.comparisons.find(({ metric }) => metric === 'wall_time');
  expect({ seed, ...wallTime }).toMatchObject({ seed, confirmed: false });
  // The random order puts both sides in both positions, and is the order that was arranged.
  const slotsOfA = report.runs[0]?.trials.map(({ slot }) => slot);
  expect(slotsOfA).toEqual(arranged);
  expect(new Set(slotsOfA).size).toBe(2);
}
