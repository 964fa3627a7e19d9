/** Arithmetic fixed by decisions: results of the loop and the executor for known numbers. */
import { describe, expect, it } from 'vitest';
import {
  calculateImprovement,
  findStopReason,
  roundToTenth,
} from '../../../plugins/optimize/optimization-loop-stop-reason.ts';
import { improvementPct as measuredPct } from '../../../plugins/optimize/strike/compare-project-folder-performance.ts';
import { createCostComparison } from '../../support/execute-hypotheses-with-scripted-costs.ts';

describe('the golden numbers of the decisions', () => {
  it('X814-20, X814-21: give 47.8, 15.3, 4.3 and 84.6 %, with factors of 1.9, 1.2, 1.0 and 6.5', () => {
    const table = [
      { from: 7_280, to: 3_800, percent: '47.8', times: '1.9' },
      { from: 850, to: 720, percent: '15.3', times: '1.2' },
      { from: 256, to: 245, percent: '4.3', times: '1.0' },
      { from: 13, to: 2, percent: '84.6', times: '6.5' },
    ];
    for (const { from, to, percent, times } of table) {
      expect(calculateImprovement(from, to, 'lower').toFixed(1)).toBe(percent);
      // The executor starts from the ratio of a comparison, and gets the same result.
      const measured = createCostComparison(from, to);
      expect(measuredPct(measured, 'wall_time_ms').toFixed(1)).toBe(percent);
      expect((1 / measured.ratio).toFixed(1)).toBe(times);
    }
  });

  it('OPT-22, OPT-24: detect a plateau from unrounded values', () => {
    const stopOf = (from: number, to: number) => {
      const improvement = calculateImprovement(from, to, 'lower');
      return findStopReason({
        cycle: 1,
        maxCycles: 3,
        targetMet: false,
        improvement,
        threshold: 5,
      });
    };
    // 4.96 % is shown as 5.0 %, and is below 5 % all the same.
    expect(roundToTenth(calculateImprovement(2_500, 2_376, 'lower'))).toBe(5);
    expect(stopOf(2_500, 2_376)?.text).toBe('PLATEAU on cycle 1: 4.96% < 5%');
    expect(stopOf(2_500, 2_375)).toBeNull();
    expect(stopOf(480, 500)?.text).toBe('PLATEAU on cycle 1: -4.2% < 5%');
  });
});
