/** Arithmetic fixed by decisions: results of the loop and the executor for known numbers. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  calculateImprovement,
  findStopReason,
  roundToTenth,
} from '../../../plugins/optimize/optimization-loop-stop-reason.ts';
import { aggregateCycles } from '../../../plugins/optimize/report/aggregate-cycles.ts';
import { improvementPct as measuredPct } from '../../../plugins/optimize/strike/compare-project-folder-performance.ts';
import {
  createCostComparison,
  createCostHypothesis,
  createCostsProject,
  executeHypotheses,
  INITIAL_COST,
} from '../../support/execute-hypotheses-with-scripted-costs.ts';
import {
  createOptimizeProject,
  createScriptedWorkers,
  runOptimizationLoop,
} from '../../support/scripted-optimization-loop.ts';

const CYCLES = [
  { baseline: 6_300, final: 3_800 },
  { baseline: 3_800, final: 1_200 },
  { baseline: 1_200, final: 480 },
] as const;

describe('the golden numbers of the decisions', () => {
  it('OPT-18, OPT-62: combine 39.7, 68.4 and 60.0 % to 92.4 %, and meet 500 in cycle 3', async () => {
    const project = createOptimizeProject();
    const { workers } = createScriptedWorkers(CYCLES);
    const { end, paths } = await runOptimizationLoop(project.root, workers);
    expect(end).toMatchObject({
      state: {
        cycles: [
          { improvement_pct: 39.7, target_met: false },
          { improvement_pct: 68.4, target_met: false },
          { improvement_pct: 60, target_met: true },
        ],
        run: { stop: { reason: 'target', text: 'TARGET MET on cycle 3' } },
      },
    });
    const total = aggregateCycles(end.state.cycles, 'wall_time_ms', []);
    expect(total).toMatchObject({ originalBaseline: 6_300, final: 480, totalImprovementPct: 92.4 });
    const report = readFileSync(join(paths.folder, 'report.md'), 'utf8');
    expect(report).toContain('92.4%');
    // The sum of the cycles is no gain of anything.
    expect(report).not.toContain('168.1');
  });

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

  it('X814-22: give 87 % less (7.8x) for 3500 to 450 and 0 % for 2800 to 2800, and drop the wrapper', async () => {
    const project = createCostsProject();
    const path = 'src/h1.mjs';
    const instrumentation = {
      // In the same file as the change, on lines that the change leaves alone.
      patch: `--- a/${path}\n+++ b/${path}\n@@ -2,0 +3,1 @@\n+export const timed = true;\n`,
      measure: async (root: string) => {
        const text = readFileSync(`${root}/${path}`, 'utf8');
        expect(text).toContain('timed = true');
        const isFast = !text.includes(`cost = ${INITIAL_COST};`);
        return { align: isFast ? 450 : 3_500, parse: 2_800 };
      },
    };
    const result = await executeHypotheses(project, [createCostHypothesis('H1', 40)], {
      instrumentation,
    });
    expect(result.warnings.filter((warning) => warning.includes('timed'))).toEqual([]);
    const [align, parse] = result.functions;
    expect(align).toMatchObject({ function: 'align', before_ms: 3_500, after_ms: 450 });
    expect(align?.delta_pct.toFixed(0)).toBe('-87');
    expect(((align?.before_ms ?? 0) / (align?.after_ms ?? 0)).toFixed(1)).toBe('7.8');
    expect(parse).toMatchObject({ function: 'parse', delta_pct: 0 });
    const committed = project.git('show', `${result.branch}:${path}`);
    expect(committed).toContain('cost = 40;');
    expect(committed).not.toContain('timed');
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
