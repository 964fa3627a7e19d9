import { capacityLimits } from '../../harness/capacity/resolve-capacity-latency-and-error-limits.ts';
import { type CapacitySearch, searchCapacity } from '../../harness/capacity/search-capacity.ts';
import type { CapacityReport } from '../../harness/model/documents/capacity-document.ts';
import type { Environment } from '../../harness/model/measurement-environment.ts';
import { createRandom } from '../../harness/stats/seeded-random.ts';
import { type SimulatedServer, simulateLoad } from './simulated-server.ts';

/** Runs the whole search against a simulated server; no real time passes. */
export function simulateCapacitySearch(
  server: SimulatedServer,
  environment: Environment,
  changes: Partial<CapacitySearch> & { readonly keep?: readonly string[] } = {},
): Promise<CapacityReport> {
  const { keep = [], seed = 7 } = changes;
  const random = createRandom(seed);
  let nowMs = 0;
  const search: CapacitySearch = {
    id: '20260304T050607000Z-list-users-c0de',
    scenario: 'list users',
    kind: 'http',
    file: 'scenarios/users.ts',
    what: 'requests',
    seed,
    environment,
    limits: capacityLimits(keep, { budgets: [] }),
    rates: { start: 50, lowest: 200 / 30, highest: 100_000 },
    loadMs: () => 5_000,
    findings: [],
    maxRuns: 60,
    maxTimeMs: 300_000,
    signal: new AbortController().signal,
    now: () => new Date('2026-03-04T05:06:07.000Z'),
    monotonicMs: () => nowMs,
    onLoad: () => undefined,
    ...changes,
  };
  return searchCapacity(search, async (rate, durationMs, trial) => {
    const load = simulateLoad(server, { rate, durationMs }, trial, random);
    nowMs += load.durationMs;
    return load;
  });
}
