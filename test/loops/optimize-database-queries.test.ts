/** Services that are slow by their queries, improved by the loop with a real PostgreSQL. */
import { expect, it } from 'vitest';
import {
  expectGoalMet,
  expectTestsPass,
  LOOP_TIMEOUT_MS,
  optimizeSampleService,
} from './optimize-sample-service.ts';

it(
  'OPT-23, H812-07, X814-09: joins a query per order into one, and halves the time in one cycle',
  async () => {
    const flags = ['--target', 'list orders', '--observed', '40ms:response_time'];
    const loop = await optimizeSampleService('customer-orders', 'list-orders', flags);
    const [cycle] = loop.cycles;
    // The scenario of the same project that would put items into orders was not touched.
    expect(cycle?.map.top_bottlenecks[0]).toMatchObject({ function: 'listOrders' });
    expect(cycle?.codemods).toEqual(['query-in-loop']);
    // OPT-51: no goal was set, so the goal is half of the measured time.
    expect(loop.state.run.targets?.metrics.wall_time_ms).toMatchObject({ source: 'default' });
    expectGoalMet(loop, 1);
    expect(expectTestsPass(loop)).toContain('ANY($1)');
  },
  LOOP_TIMEOUT_MS,
);

it(
  'H812-07: turns an index that a plan misses into a migration, and meets the goal in one cycle',
  async () => {
    const flags = ['--target', 'find customer', '--observed', '20ms:response_time'];
    const loop = await optimizeSampleService('customer-lookup', 'find-customer', [
      ...flags,
      '--goal',
      '5ms',
    ]);
    const [cycle] = loop.cycles;
    expect(cycle?.map.top_bottlenecks[0]).toMatchObject({ type: 'I/O-DB' });
    expect(cycle?.codemods).toEqual(['sql']);
    expectGoalMet(loop, 1);
    const diff = expectTestsPass(loop);
    expect(diff).toContain('+++ b/database/migrations/customers_email_index.sql');
    expect(diff).toContain('+CREATE INDEX CONCURRENTLY');
  },
  LOOP_TIMEOUT_MS,
);
