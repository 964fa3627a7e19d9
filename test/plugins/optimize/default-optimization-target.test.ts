/** Target where nobody has stated a goal: half of the base as measured by the executor itself. */
import { describe, expect, it } from 'vitest';
import { parseProblem } from '../../../plugins/optimize/optimization-problem.ts';
import {
  applyMeasuredBaseline,
  resolveTargets,
} from '../../../plugins/optimize/optimization-targets.ts';
import {
  createCostHypothesis,
  createQuickCostsProject,
  executeHypotheses,
} from '../../support/execute-hypotheses-with-scripted-costs.ts';
import {
  createOptimizeProject,
  createScriptedWorkers,
  runOptimizationLoop,
} from '../../support/scripted-optimization-loop.ts';

/** As profiled: a hundred times the value of a comparison. */
const PROFILED = { map: { baseline: { wall_time_ms: 10_000, memory_peak_mb: 80 } } };

describe('the default optimization target', () => {
  it('OPT-51: is half of the baseline that the executor measured, whatever the map said', async () => {
    const { root } = createOptimizeProject();
    const { workers } = createScriptedWorkers([
      { baseline: 100, final: 60, ...PROFILED },
      { baseline: 60, final: 48, ...PROFILED },
    ]);
    const { end, exitCode } = await runOptimizationLoop(root, workers, { goal: undefined });
    expect(exitCode).toBe(0);
    expect(end).toMatchObject({ state: { run: { stop: { text: 'TARGET MET on cycle 2' } } } });
    // D2, OPT-50: half of 100, in the second cycle too, where the baseline is 60.
    expect(end).toMatchObject({
      state: { run: { targets: { metrics: { wall_time_ms: { value: 50, source: 'default' } } } } },
    });
  });

  it('OPT-51: replaces neither stated nor researched targets, nor those of unmeasured metrics', () => {
    const named = parseProblem({ target: 'a', observed: '100ms', goal: '20ms' });
    const researched = {
      cpu_time_ms: { value: 30, source: 's', confidence: 'MEDIUM' },
    } as const;
    const profiled = { wall_time_ms: 90, cpu_time_ms: 80, memory_peak_mb: 70 };
    const before = resolveTargets(named, profiled, researched);
    const after = applyMeasuredBaseline(before, { wall_time_ms: 10, cpu_time_ms: 10 });
    expect(after).toEqual(before);
    expect(
      applyMeasuredBaseline(before, { memory_peak_mb: 50 }).metrics.memory_peak_mb?.value,
    ).toBe(25);
  });

  it('OPT-51, D2: is twice the baseline for a rate', () => {
    const problem = parseProblem({ target: 'a', observed: '100req/s' });
    const targets = resolveTargets(problem, { wall_time_ms: 10 }, {});
    expect(targets.metrics.throughput?.value).toBe(200);
    expect(applyMeasuredBaseline(targets, { throughput: 40 }).metrics.throughput?.value).toBe(80);
  });

  it('X814-20: guides the executor of the first cycle as well; later cycles follow what was set', async () => {
    const given = [createCostHypothesis('H1', 40)];
    const target = { target: 5_000, targetSource: 'default' };
    // 900 to 840 would meet a target of half the map's value.
    const first = await executeHypotheses(createQuickCostsProject(), given, target);
    expect(first).toMatchObject({ final: { wall_time_ms: 840 }, target_met: false });
    expect(first.stop_reason).toBe('all contested tested');
    const second = await executeHypotheses(createQuickCostsProject(), given, {
      ...target,
      cycle: 2,
    });
    expect(second).toMatchObject({ target_met: true, stop_reason: 'target met' });
  });
});
