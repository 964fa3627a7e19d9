/** A service that waits for four others in sequence, improved by the loop. */
import { expect, it } from 'vitest';
import {
  expectGoalMet,
  expectTestsPass,
  LOOP_TIMEOUT_MS,
  optimizeSampleService,
} from './optimize-sample-service.ts';

it(
  'OPT-10, OPT-23, OPT-52, X814-08: awaits four services at once, and meets the goal in one cycle',
  async () => {
    const flags = [
      '--target',
      'GET /dashboards/:id',
      '--observed',
      '330ms:response_time',
      '--goal',
      '220ms',
    ];
    const loop = await optimizeSampleService('dashboard', 'get-dashboards-id', flags);
    const [cycle] = loop.cycles;
    expect(cycle?.map).toMatchObject({ bottleneck_classification: 'Architecture' });
    expect(cycle?.codemods).toEqual(['parallel-awaits']);
    expectGoalMet(loop, 1);
    // Four waits of 80 ms each take more than 320 ms, whatever else the machine does.
    expect(cycle?.record.baseline.wall_time_ms).toBeGreaterThan(320);
    expect(cycle?.record.final.wall_time_ms).toBeLessThanOrEqual(220);
    expect(expectTestsPass(loop)).toContain('await Promise.all([');
  },
  LOOP_TIMEOUT_MS,
);
