/** The profile phase, in a loop with scripted workers. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  parseWorkerAnswer,
  profileResultSchema,
} from '../../../plugins/optimize/phase-result-schemas.ts';
import { samplePerformanceMap } from '../../support/sample-optimization-context.ts';
import {
  createOptimizeProject,
  createScriptedWorkers,
  LOOP_FOLDER,
  readLoopState,
  runOptimizationLoop,
} from '../../support/scripted-optimization-loop.ts';

describe('the profiling phase', () => {
  it('OPT-35: delegates to a profiler in each cycle, with the same problem, and uses the new values', async () => {
    const { root } = createOptimizeProject();
    // The first cycle ended with 3800 ms; the second measures anew.
    const { workers } = createScriptedWorkers([
      { baseline: 6300, final: 3800 },
      { baseline: 3790, final: 400 },
    ]);
    const asked: unknown[] = [];
    const profile: typeof workers.profile = (request) => {
      asked.push([request.problem, request.cycle]);
      return workers.profile(request);
    };
    await runOptimizationLoop(root, { ...workers, profile });
    const problem = expect.objectContaining({
      target: 'src/users.ts::listUsers',
      observed_metric: expect.objectContaining({ type: 'response_time', value: 6300 }),
    });
    expect(asked).toEqual([
      [problem, 1],
      [problem, 2],
    ]);
    expect(readLoopState(root).cycles).toMatchObject([
      { baseline: { wall_time_ms: 6300 } },
      { baseline: { wall_time_ms: 3790 } },
    ]);
  });

  it.each([
    'steps',
    'baseline',
    'suspicion_stack',
    'optimization_hints',
    'wrong_tool_indicators',
    'e2e_test',
  ])('OPT-36: refuses a map without %s, and names it', (field) => {
    const map = { ...samplePerformanceMap(), [field]: undefined };
    expect(() => parseWorkerAnswer('The profiler', profileResultSchema, map)).toThrow(
      `The profiler returned no usable answer: "${field}": `,
    );
  });

  it('OPT-36: fails when a part of the map is missing, and ends with a report', async () => {
    const { root } = createOptimizeProject();
    const map = { steps: undefined } as never;
    const { workers, calls } = createScriptedWorkers([{ baseline: 6300, final: 400, map }]);
    expect((await runOptimizationLoop(root, workers)).exitCode).toBe(7);
    expect(readLoopState(root).phases['2_profile']).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('The profiler returned no usable answer: "steps": '),
    });
    expect(calls).toEqual(['profile 1']);
    const report = readFileSync(join(root, LOOP_FOLDER, 'report.md'), 'utf8');
    expect(report).toContain('2\\_profile failed');
    expect(report).not.toContain('#### Latest performance map');
  });

  it('OPT-36: fails with the reason when nothing could be profiled', async () => {
    const { root } = createOptimizeProject();
    const { workers, calls } = createScriptedWorkers([]);
    const profile: typeof workers.profile = () =>
      Promise.reject(new Error('the server exited with code 1'));
    await runOptimizationLoop(root, { ...workers, profile });
    expect(readLoopState(root).phases['2_profile']).toMatchObject({
      status: 'failed',
      error: 'the server exited with code 1',
    });
    expect(calls).toEqual([]);
  });
});
