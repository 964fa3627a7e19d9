/** A service whose second cause only shows when the first is fixed, improved by the loop. */
import { expect, it } from 'vitest';
import { gitIn } from '../fixtures/optimize/make-repository.ts';
import {
  expectGoalMet,
  expectTestsPass,
  LOOP_TIMEOUT_MS,
  optimizeSampleService,
} from './optimize-sample-service.ts';

it(
  'OPT-16, OPT-28, OPT-35, OPT-47, OPT-62, OPT-66: takes a second cycle when the first fix reveals another cause',
  async () => {
    const flags = ['--target', 'overview', '--observed', '340ms:response_time', '--goal', '150ms'];
    const loop = await optimizeSampleService('overview', 'overview', flags);
    const [first, second] = loop.cycles;
    // On a single connection one query has to wait for the other, unlike queries on a pool.
    expect(first?.codemods).toEqual(['client-per-call']);
    expect(second?.codemods).toEqual(['parallel-awaits']);
    expectGoalMet(loop, 2);
    // The second cycle has measured anew, and on top of the first.
    expect(second?.map.baseline.wall_time_ms).not.toBe(first?.record.final.wall_time_ms);
    expect(second?.map.baseline.wall_time_ms).toBeLessThan(
      first?.map.baseline.wall_time_ms ?? Number.NaN,
    );
    expect(loop.events.filter((event) => event.startsWith('1 boundary'))).toEqual(
      ['collect', 'merge', 'record', 'free', 'header', 'reset'].map((step) => `1 boundary ${step}`),
    );
    expect(loop.err).toContain('═══ CYCLE 2/3 ═══');
    const [from, to] = [
      first?.record.baseline.wall_time_ms ?? Number.NaN,
      second?.record.final.wall_time_ms ?? Number.NaN,
    ];
    const total = ((from - to) / from) * 100;
    expect(loop.out).toContain(`${total.toFixed(1)}%`);
    const names = loop.cycles.map(({ record }) => record.branch ?? '');
    gitIn(loop.root, 'merge-base', '--is-ancestor', names[0] ?? '', names[1] ?? '');
    const diff = expectTestsPass(loop);
    expect(diff).toContain('openSharedPool()');
    expect(diff).toContain('await Promise.all([');
  },
  LOOP_TIMEOUT_MS,
);
