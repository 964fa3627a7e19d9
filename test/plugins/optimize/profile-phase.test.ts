import { describe, expect, it } from 'vitest';
import { readPerformanceMap } from '../../../index.ts';
import { type ProblemStatement, profilePhase } from '../../../plugins/optimize/profile-phase.ts';
import { performanceMap } from '../../support/performance-map.ts';

const PROBLEM: ProblemStatement = {
  target: 'GET /orders/:id',
  observed: { type: 'response_time', value: 6300, unit: 'ms' },
};

describe('the profiling phase', () => {
  it('OPT-35: has somebody else profile in each cycle, with the same problem, and takes what was measured then', async () => {
    const asked: unknown[] = [];
    const walls = [6300, 3790];
    const profile = (problem: ProblemStatement, cycle: number): Promise<unknown> => {
      asked.push([problem, cycle]);
      return Promise.resolve(performanceMap(walls[cycle - 1] ?? 0));
    };
    const parts = { profile, read: readPerformanceMap };
    const first = await profilePhase(PROBLEM, 1, parts);
    // The first cycle ended with 3800 ms; the second measures anew.
    const second = await profilePhase(PROBLEM, 2, parts);
    expect(asked).toEqual([
      [PROBLEM, 1],
      [PROBLEM, 2],
    ]);
    expect(first).toMatchObject({ status: 'done', baseline: { wall_time_ms: 6300 } });
    expect(second).toMatchObject({ status: 'done', baseline: { wall_time_ms: 3790 } });
    expect(second).toMatchObject({ map: { test_command: 'perf-harness run orders' } });
  });

  it.each([
    'steps',
    'baseline',
    'suspicion_stack',
    'optimization_hints',
    'wrong_tool_indicators',
    'e2e_test',
  ] as const)('OPT-36: fails where %s is missing, and names it', async (field) => {
    const { [field]: _, ...rest } = performanceMap(10);
    const phase = await profilePhase(PROBLEM, 1, {
      profile: () => Promise.resolve(rest),
      read: readPerformanceMap,
    });
    expect(phase).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining(`The performance map cannot be used: ${field}: `),
    });
  });

  it('OPT-36: fails where nothing could be profiled, with the reason', async () => {
    const phase = await profilePhase(PROBLEM, 1, {
      profile: () => Promise.reject(new Error('the server ended with exit code 1')),
      read: readPerformanceMap,
    });
    expect(phase).toEqual({ status: 'failed', reason: 'the server ended with exit code 1' });
  });
});
